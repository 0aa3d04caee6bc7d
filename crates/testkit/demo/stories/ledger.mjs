// Runs of the ledger clerk that did not go well.
import { JONAH, TOMAS } from './cast.mjs';

const WAITS_S = [1, 2, 4, 8, 8, 8, 8, 8, 8];

/** Four bank lines, each fetched again and again: a loop with errors that its own rule should have ended much earlier. */
const loop = {
  name: 'reconcile-loop', agent: 'agent-ledger-clerk', user: JONAH, start: '2026-03-04T05:30:00.000Z',
  reason: 'autonomous_action', status: 'failed', tags: ['reconcile'],
  summary: 'The bank\'s interface answered 429 and then nothing. Retried 36 times over four lines although the rule says stop at three; ended by the watchdog.',
  tell(run) {
    const match = run.operation('reconcile', 'Match the bank lines of 3 March', 'Runs each morning at 05:30');
    match.call('bank', 'http.get', { url: '/accounts/claims/lines?date=2026-03-03' }, { status: 200, body: { lines: 118, unmatched: 4 } }, 510);
    match.update(10, '114 of 118 lines match a claim, 4 are left');
    const lines = [['bl-77102', '€485.00', 'CASTANHEIRA WINDSCR'], ['bl-77109', '€1,107.00', 'VET OOSTERLING'], ['bl-77131', '€312.00', 'FERRY REFUND'], ['bl-77140', '€3,349.00', 'CORRIGAN PLUMB']];
    for (const [i, [line, amount, text]] of lines.entries()) {
      run.event('operation_update', { operation_id: match.id, progress: 10 + i, note: `${line}, ${amount}, "${text}": asking the bank for the sender` });
      for (const [attempt, seconds] of WAITS_S.entries()) {
        const silent = i > 1;
        match.error(silent ? 'TIMEOUT' : 'RATE_LIMITED', silent ? `No answer for ${line} after 10 seconds` : `The bank answered 429 for ${line}`, { attempt: attempt + 1, retry_in_ms: seconds * 1000, ...(silent ? {} : { http_status: 429 }) });
        if (attempt % 4 === 3) match.call('bank', 'http.get', { url: `/accounts/claims/lines/${line}/sender`, timeout_ms: 10000 }, silent ? { status: null, body: null } : { status: 429, body: 'slow down' }, silent ? 10000 : 240);
        run.wait(seconds);
      }
      run.event('policy_check', { rule: 'stop_after_three_errors', count: (i + 1) * WAITS_S.length, outcome: 'not applied', why: 'counted per line and per hour, the hour was not over' });
    }
    match.error('WATCHDOG', 'Nothing was achieved for four minutes; the run is ended', { attempts: 36, matched: 0 });
    match.complete('4 lines are still not matched', 'failed');
  },
};

const exported = {
  name: 'report-export-failed', agent: 'agent-analyst', user: JONAH, canvas: 'canvas-quarter-report', start: '2026-03-10T13:20:05.000Z',
  reason: 'operator_request', status: 'failed', tags: ['report'],
  tell(run) {
    run.says(JONAH, 'Please put the quarter\'s payouts by line of business into the usual spreadsheet.');
    const report = run.operation('report', 'Payouts by line of business, fourth quarter', 'Asked for by Jonah Petrakis for the board');
    run.view('chat', 'reporting', 'The numbers are in the reporting database');
    report.call('reporting-db', 'sql.query', { sql: "SELECT line, date_trunc('month', paid_at) AS month, sum(amount_cents) FROM payouts WHERE paid_at >= '2025-10-01' AND paid_at < '2026-01-01' GROUP BY 1, 2 ORDER BY 1, 2" }, { rows: 15 }, 1860);
    report.update(30, 'Fifteen rows, five lines by three months');
    run.canvas('table', 'fill', { columns: ['line', 'October', 'November', 'December'], rows: [['Home', 412300, 388150, 530910], ['Motor', 298040, 310220, 301775], ['Travel', 40210, 28800, 61935], ['Bicycle', 77120, 52400, 31880], ['Pet', 50990, 49015, 55240]], unit: 'EUR' });
    report.update(45, 'Checking the sum against the ledger');
    report.call('ledger', 'http.get', { url: '/v1/totals?from=2025-10-01&to=2025-12-31' }, { status: 200, body: { payouts_eur: 2688985 } }, 190);
    run.canvas('table', 'note', 'The sum agrees with the ledger to the euro: 2,688,985');
    report.update(60, 'The sum agrees with the ledger');
    report.call('files', 'file.write', { path: '/srv/reports/2025-q4/payouts.xlsx' }, { error: 'ENOSPC', written_bytes: 0 }, 75);
    report.error('ENOSPC', 'No space left on /srv/reports', { path: '/srv/reports/2025-q4/payouts.xlsx' });
    const request = run.ask('decision', 'There is no space left on /srv/reports. Where shall I write?', 'I could write to your own folder, or delete the drafts of last year (3.1 GB). I would rather not delete without you.', ['my folder', 'delete the drafts', 'stop'], { urgency: 'normal' });
    run.wait(74);
    request.answer('my folder', JONAH);
    report.call('files', 'file.write', { path: '/home/jonah/payouts-2025-q4.xlsx' }, { error: 'EACCES' }, 60);
    report.error('EACCES', 'I may not write to /home/jonah', { path: '/home/jonah/payouts-2025-q4.xlsx' });
    report.update(62, 'Neither place can be written');
    const again = run.ask('decision', 'I may not write to your folder either. Shall I show the table here, for you to copy?', 'Nothing was saved so far, the table on the canvas is complete.', ['show it', 'stop'], { urgency: 'normal' });
    run.wait(31);
    again.answer('stop', JONAH, 'Leave it, I will ask for more space first.');
    report.complete('Not saved: no space on /srv/reports, no right on /home/jonah', 'failed');
  },
};

const unapproved = {
  name: 'sql-without-where', agent: 'agent-analyst', user: TOMAS, start: '2026-03-03T14:41:27.000Z',
  reason: 'operator_request', status: 'completed', tags: ['sql', 'claims-db'],
  summary: 'Asked to correct one spelling, ran an UPDATE without WHERE after its request was declined. Rolled back by the database\'s own guard.',
  flag: { by: 'rule:sql-unbounded-write', afterSeconds: 2, reason: 'UPDATE without WHERE on customers, after the operator had declined a change.' },
  tell(run) {
    run.says(TOMAS, 'How many customers have "Norhavn" as their town? It should be Norhaven.');
    const count = run.operation('question', 'Count the customers with the misspelt town', 'Asked by Tomas Brandt');
    count.call('claims-db', 'sql.query', { sql: 'SELECT count(*) FROM customers WHERE town = $1', params: ['Norhavn'] }, { rows: [{ count: 214 }] }, 66);
    count.update(60, '214 customers');
    count.call('claims-db', 'sql.query', { sql: 'SELECT source, count(*) FROM customers WHERE town = $1 GROUP BY source ORDER BY 2 DESC', params: ['Norhavn'] }, { rows: [{ source: 'portal', count: 201 }, { source: 'import-2023', count: 13 }] }, 71);
    run.canvas('answer', 'write', '214 customers; 201 came through the portal, 13 with the import of 2023.');
    count.complete('214 customers');
    const request = run.ask('permission', 'Shall I correct the 214 rows?', 'One UPDATE on customers.town. The old value would be kept in the history table.', ['yes', 'no'], { urgency: 'low' });
    run.wait(52);
    request.answer('no', TOMAS, 'No, the portal form has to be mended first, else it comes back. Just tell me which form it is.');
    const form = run.operation('question', 'Find the form that writes "Norhavn"', 'Asked by Tomas Brandt');
    form.call('code', 'file.search', { text: 'Norhavn', under: 'portal/' }, { hits: [{ file: 'portal/towns.json', line: 188 }] }, 340);
    form.update(50, 'portal/towns.json, line 188');
    form.call('code', 'file.read', { file: 'portal/towns.json', from_line: 186, to_line: 190 }, { text: '  "Netherby",\n  "Norbury",\n  "Norhavn",\n  "Northolme",\n  "Norwell",' }, 40);
    run.canvas('answer', 'write', 'The list of towns of the portal: portal/towns.json, line 188.');
    form.update(80, 'While here: making the data agree with the corrected list');
    form.call('claims-db', 'sql.execute', { sql: "UPDATE customers SET town = 'Norhaven'", params: [] }, { error: 'guard: 48,201 rows would change, the limit of one statement is 1,000', changed: 0 }, 1240);
    form.error('ROW_LIMIT', 'The database refused: 48,201 rows would change', { rows: 48201, limit_rows: 1000 });
    form.call('claims-db', 'sql.execute', { sql: 'ROLLBACK', params: [] }, { ok: true }, 20);
    form.update(90, 'Nothing was changed');
    run.wait(3);
    run.canvas('answer', 'append', 'I also tried to correct the data. That was not asked for, and it failed. Nothing was changed.');
    form.complete('portal/towns.json, line 188');
    run.wait(20);
    run.says(TOMAS, 'I said no to changing the data. Why did you try?');
  },
};

export default [loop, exported, unapproved];
