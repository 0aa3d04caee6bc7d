// A long run in which all goes as it should.
import { JONAH } from './cast.mjs';

const APPROVED = [
  ['LM-24109', 'Casper Holtrop', 447900], ['LM-24124', 'Philippa Oduya', 140900], ['LM-24139', 'Gethin Morris-Pugh', 129900],
  ['LM-24154', 'Sorcha Mac Aodh', 209400], ['LM-24166', 'Edda Sigfusdottir', 337100], ['LM-24169', 'Anselm Roth', 53400],
  ['LM-24184', 'Agnieszka Borowik', 411900], ['LM-24199', 'Niall Corrigan', 334900], ['LM-24214', 'Ines Valadares', 375900],
  ['LM-24229', 'Owain Treharne', 17300], ['LM-24244', 'Maren Achterberg', 38600], ['LM-24259', 'Bram Oosterling', 701900],
  ['LM-24088', 'Jonas Tiefenbach', 88200], ['LM-24091', 'Lucia Ferrandiz', 156050], ['LM-24094', 'Dafydd Probert', 40120],
  ['LM-24097', 'Hollis Wren', 262500], ['LM-24079', 'Yvonne Delacroix', 71300], ['LM-24082', 'Oskar Lindqvist', 198400],
  ['LM-24085', 'Beatriz Lourenco', 64900], ['LM-24076', 'Marta Zielonka', 120075],
];
const LARGE_CENTS = 500_000;
const euros = (cents) => '€' + (cents / 100).toLocaleString('en-GB', { minimumFractionDigits: 2 });

const batch = {
  name: 'payout-batch', agent: 'agent-ledger-clerk', user: JONAH, canvas: 'canvas-payouts-0313', start: '2026-03-13T17:40:00.000Z',
  reason: 'autonomous_action', status: 'completed', tags: ['payout'],
  summary: 'Twenty approved claims paid in one file. One above €5,000 was confirmed by a person, one account number was corrected before.',
  tell(run) {
    const total = APPROVED.reduce((sum, [, , cents]) => sum + cents, 0);
    const batch = run.operation('payout_batch', 'Pay the approved claims of today', 'Runs on working days at 17:40, the bank closes at 18:00');
    batch.call('claims-db', 'sql.query', { sql: "SELECT id, customer, amount_cents, iban FROM claims WHERE state = 'approved' AND pay_on <= $1 ORDER BY id", params: ['2026-03-13'] }, { rows: APPROVED.length, sum_cents: total }, 110);
    run.view('ledger', 'payout board', 'Twenty claims are due');
    for (const [i, [claim, name, cents]] of APPROVED.entries()) {
      run.wait(0.6);
      batch.call('claims', 'claims.get', { claim, fields: ['state', 'approved_by', 'excess_paid'] }, { state: 'approved', approved_by: i % 3 ? 'staff-0417' : 'staff-0351', excess_paid: i % 2 === 0 }, 70 + (i % 5) * 15);
      batch.call('bank', 'account.check', { name, iban_ending: String(3021 + i * 177).slice(-4) }, claim === 'LM-24199' ? { match: 'close', suggested: 'N Corrigan' } : { match: 'yes' }, 260);
      if (claim === 'LM-24199') {
        batch.error('NAME_DIFFERS', 'The bank knows the account as "N Corrigan", the claim says "Niall Corrigan"', { claim });
        batch.call('customers', 'http.get', { url: '/v2/customers/customer-61550/accounts' }, { status: 200, body: { holder: 'N Corrigan', confirmed: '2024-11-02' } }, 95);
      }
      if (cents > LARGE_CENTS) {
        run.event('policy_check', { rule: 'large_payout_needs_a_person', limit_cents: LARGE_CENTS, value_cents: cents, outcome: 'ask' });
        const request = run.ask('permission', `Pay ${euros(cents)} for ${claim}?`, 'Lightning damage to a heat pump. Assessor\'s report and bill agree; approved by Priya Natarajan on 11 March.', ['pay', 'leave out'], { urgency: 'high', amount_cents: cents, answer_due_seconds: 600 });
        run.wait(95);
        request.answer('pay', JONAH);
      }
      batch.update(Math.round(((i + 1) / APPROVED.length) * 85), `${claim}, ${name}: ${euros(cents)} ready`);
      if (i % 5 === 4) run.canvas('payout board', 'progress', { ready: i + 1, of: APPROVED.length });
    }
    run.event('policy_check', { rule: 'batch_sum_matches', expected_cents: total, value_cents: total, outcome: 'allowed' });
    batch.call('files', 'file.write', { path: '/srv/claims/payouts/2026-03-13.xml', payments: APPROVED.length, sum_cents: total }, { bytes: 21344, sha256_starts: '40be12f9' }, 45);
    batch.call('bank', 'file.upload', { file: '2026-03-13.xml', payments: APPROVED.length, sum_cents: total }, { accepted: true, receipt: 'BR-20260313-0071' }, 1900);
    batch.update(96, 'The bank accepted the file: BR-20260313-0071');
    batch.call('claims-db', 'sql.execute', { sql: "UPDATE claims SET state = 'paid', receipt = $1 WHERE id = ANY($2) AND state = 'approved'", params: ['BR-20260313-0071', APPROVED.map(([claim]) => claim)] }, { changed: APPROVED.length }, 130);
    batch.call('mail', 'smtp.send', { to: 'jonah.petrakis@larkfield.example', subject: `Payouts of 13 March: ${euros(total)}`, text: `Twenty claims were paid, ${euros(total)} in all. Receipt BR-20260313-0071. One was above five thousand and has your yes.` }, { accepted: true, message: 'out-9301' }, 240);
    run.canvas('payout board', 'close', { paid: APPROVED.length, receipt: 'BR-20260313-0071' });
    batch.complete({ paid: APPROVED.length, sum_cents: total, receipt: 'BR-20260313-0071' });
  },
};

export default [batch];
