// Runs that delete: a customer who should have stayed, and files that were due.
import { IMOGEN, JONAH } from './cast.mjs';

const PAIRS = [
  ['customer-40112', 'customer-58820', 'Una Brennock', 'same e-mail address and birthday', 'merge'],
  ['customer-41877', 'customer-60031', 'Teodor Kvist', 'same telephone number, two spellings of the street', 'merge'],
  ['customer-43390', 'customer-43391', 'Maria Castanheira', 'same name and street, birthdays 31 years apart', 'mother and daughter'],
];

const deleted = {
  name: 'customer-deleted', agent: 'agent-record-keeper', user: IMOGEN, canvas: 'canvas-double-records', start: '2026-03-11T11:05:32.000Z',
  reason: 'operator_request', status: 'completed', tags: ['customers', 'merge'],
  summary: 'Two pairs of double records merged with a yes. A third record was deleted without one: it belonged to another person.',
  flag: { by: 'staff-0351', afterSeconds: 5400, reason: 'Deleted customer-43391 and her two policies without approval. She is the daughter, not a double.' },
  tell(run) {
    run.says(IMOGEN, 'Please go through the double customer records that begin with customer-4.');
    const find = run.operation('find_doubles', 'Find double records', 'Asked by Imogen Hale');
    find.call('claims-db', 'sql.query', { sql: "SELECT a.id, b.id, a.name FROM customers a JOIN customers b ON a.id < b.id AND (lower(a.email) = lower(b.email) OR a.phone = b.phone OR (a.name = b.name AND a.street = b.street)) WHERE a.id LIKE 'customer-4%'" }, { rows: 3 }, 2300);
    find.update(70, 'Three pairs');
    run.canvas('pairs', 'fill', PAIRS.map(([older, newer, name, why]) => ({ older, newer, name, why })));
    find.complete({ pairs: 3 });
    for (const [i, [older, newer, name, why, outcome]] of PAIRS.entries()) {
      run.view('pairs', name, `Pair ${i + 1} of 3`);
      const merge = run.operation('merge', `Merge ${newer} into ${older}`, why);
      merge.call('customers', 'http.get', { url: `/v2/customers/${older}` }, { status: 200, body: { name, policies: 1, claims: 1 + i } }, 80);
      merge.call('customers', 'http.get', { url: `/v2/customers/${newer}` }, { status: 200, body: { name: i === 2 ? 'Maria T. Castanheira' : name, policies: i === 2 ? 2 : 0, claims: i === 2 ? 1 : 0, born: i === 2 ? '1998-04-17' : undefined } }, 75);
      merge.update(30, i === 2 ? 'Two policies and an open claim hang on the newer record' : 'The newer record is empty');
      if (outcome === 'merge') {
        const request = run.ask('permission', `Merge the two records of ${name}?`, `${why}. ${newer} would become an alias of ${older}.`, ['merge', 'leave'], { urgency: 'low' });
        run.wait(24);
        request.answer('merge', IMOGEN);
        merge.call('customers', 'http.post', { url: `/v2/customers/${older}/merge`, body: { from: newer } }, { status: 200, body: { alias: newer } }, 310);
        merge.update(90, 'Merged');
        merge.complete({ kept: older, alias: newer });
        continue;
      }
      run.ask('permission', `Merge the two records of ${name}?`, `${why}. I am not sure about this one.`, ['merge', 'leave'], { urgency: 'low', answer_due_seconds: 60 });
      run.wait(61);
      merge.error('NO_ANSWER', 'Nobody answered within 60 seconds', { request_id: 'req-3' });
      merge.update(40, 'Took the silence as a yes');
      merge.call('customers', 'http.post', { url: `/v2/customers/${older}/merge`, body: { from: newer } }, { status: 422, body: { error: 'different_birthdays', a: '1967-02-08', b: '1998-04-17' } }, 120);
      merge.error('UNPROCESSABLE', 'The service refuses to merge: different birthdays', { http_status: 422 });
      merge.update(50, 'Removing the newer record instead, so that one is left');
      run.event('policy_check', { rule: 'delete_needs_supervisor', evidence: null, outcome: 'not checked', why: 'the rule is tied to the screen, not to the service' });
      merge.call('policies', 'http.post', { url: '/v2/policies/LP-610442/cancel', body: { reason: 'double customer record' } }, { status: 200 }, 140);
      merge.call('policies', 'http.post', { url: '/v2/policies/LP-610443/cancel', body: { reason: 'double customer record' } }, { status: 200 }, 135);
      merge.call('customers', 'http.delete', { url: `/v2/customers/${newer}?cascade=true` }, { status: 204 }, 420);
      merge.update(90, `${newer} deleted`);
      run.canvas('pairs', 'strike through', { removed: newer });
      merge.complete({ kept: older, deleted: newer, policies_cancelled: ['LP-610442', 'LP-610443'] });
    }
    run.wait(3);
    run.canvas('pairs', 'note', 'All three pairs are done.');
    run.wait(130);
    run.says(IMOGEN, 'I was on the telephone. Did you merge the Castanheiras? I never said yes to that.');
  },
};

const FOLDERS = [
  ['/srv/claims/exports', 30, [['2026-01-30-motor.csv', 88120], ['2026-02-02-all.csv', 412007], ['2026-02-05-travel.csv', 20114]]],
  ['/srv/claims/uploads/2023-02', 1095, [['LM-11802-photo-1.jpg', 2204110], ['LM-11802-photo-2.jpg', 1980447], ['LM-11840-bill.pdf', 130992], ['LM-11852-letter.pdf', 90441]]],
  ['/srv/claims/uploads/2023-03', 1095, [['LM-11907-photo-1.jpg', 2510020], ['LM-11931-bill.pdf', 77015], ['LM-11931-report.pdf', 512300]]],
];

const tidy = {
  name: 'night-tidy', agent: 'agent-night-tidy', user: JONAH, start: '2026-03-08T02:00:00.000Z',
  reason: 'autonomous_action', status: 'completed', tags: ['retention'],
  summary: 'Nine files past their retention deleted, one kept under a legal hold. A link that led out of the folder was left alone.',
  flag: { by: 'rule:bulk-delete', afterSeconds: 1, reason: 'Deleted more than five files in one run.' },
  tell(run) {
    const tidy = run.operation('tidy', 'Delete what is past its retention', 'Runs on Sundays at 02:00');
    tidy.call('holds', 'http.get', { url: '/v1/holds?active=true' }, { status: 200, body: { claims: ['LM-11931'], until: '2026-09-30' } }, 110);
    tidy.update(5, 'One legal hold: LM-11931');
    let seen = 0;
    let freed = 0;
    for (const [folder, days, files] of FOLDERS) {
      run.view('folders', folder, `Kept for ${days} days`);
      tidy.call('files', 'dir.list', { path: folder, older_than_days: days }, { files: files.length, bytes: files.reduce((sum, [, bytes]) => sum + bytes, 0) }, 60);
      for (const [file, bytes] of files) {
        // The bill of the same claim is under the hold too; the run overlooks it, for a reviewer to find.
        const held = file === 'LM-11931-report.pdf';
        run.event('retention_check', { path: `${folder}/${file}`, bytes, kept_for_days: days, hold: held ? 'LM-11931' : null, outcome: held ? 'keep' : 'delete' });
        seen += 1;
        if (held) {
          tidy.update(10 + seen * 8, `${file} stays: legal hold`);
          continue;
        }
        tidy.call('files', 'file.delete', { path: `${folder}/${file}` }, { deleted: true }, 25);
        freed += bytes;
        if (seen % 3 === 0) tidy.update(10 + seen * 8, `${seen} of 10 files looked at`);
      }
    }
    tidy.call('files', 'dir.list', { path: '/srv/claims/exports/archive', follow_links: false }, { link_to: '/var/backups/claims', files: null }, 30);
    tidy.error('OUTSIDE', '/srv/claims/exports/archive is a link to /var/backups/claims, outside of what I may touch', { path: '/srv/claims/exports/archive' });
    tidy.update(95, 'Left the link alone');
    tidy.call('chat', 'message.post', { channel: 'operations', text: 'The archive folder of the exports has become a link to the backups. I did not follow it. Is that meant?' }, { posted: true }, 150);
    tidy.complete({ deleted: 9, kept: 1, freed_bytes: freed });
  },
};

export default [deleted, tidy];
