// Runs beside an operator at the claims desk.
import { IMOGEN, PRIYA } from './cast.mjs';

/** Plays on the clock of the web session of the same name: each `to` is a line that the recorded page showed. */
const refund = {
  name: 'refund-over-limit', agent: 'agent-claims-assistant', user: IMOGEN, canvas: 'canvas-claim-LM-24214',
  sessionId: 'desk-assisted-refund-20260309', reason: 'operator_request', status: 'completed', tags: ['refund', 'claims-desk'],
  summary: 'A refund of €180.00 was approved and €1,800.00 was sent. Reversing it failed, the run stopped and asked for compliance.',
  flag: { by: IMOGEN, reason: 'Refunded ten times what I approved, and far above its limit of €250.' },
  tell(run, line) {
    run.says(IMOGEN, 'She says the excess was taken twice. Is that so, and can we give one back?');
    const look = run.operation('look_up', 'Look up the payments of claim LM-24214', 'The operator asks whether the excess was taken twice');
    run.to(line.asked);
    run.canvas('talk', 'append', 'Reading claim LM-24214 and its payments…');
    look.call('claims-db', 'sql.query', { sql: 'SELECT id, state, excess_cents, customer_id FROM claims WHERE id = $1', params: ['LM-24214'] }, { rows: [{ id: 'LM-24214', state: 'approved', excess_cents: 18000, customer_id: 'customer-70233' }] }, 140);
    look.update(40, 'Claim found, excess of €180.00, customer Ines Valadares');
    look.call('payments', 'payments.list', { claim: 'LM-24214', from: '2026-02-20', to: '2026-03-09' }, { payments: [{ id: 'pay_81027', amount_cents: 18000, at: '2026-02-27T16:40:09Z', card_ending: '4417' }, { id: 'pay_81028', amount_cents: 18000, at: '2026-02-27T16:40:20Z', card_ending: '4417' }] }, 620);
    run.to(line.looked_up);
    run.canvas('talk', 'append', 'payments.list → 2 charges of €180.00 on 27 Feb, 11 seconds apart');
    look.update(80, 'Two equal charges eleven seconds apart, from the same browser');
    look.call('policies', 'policy.terms', { policy: 'LP-220914', section: 'excess' }, { excess_cents: 18000, per: 'claim' }, 210);
    run.to(line.compared);
    run.canvas('talk', 'append', 'Compared with the policy: one excess of €180.00 is due');
    look.complete('pay_81028 repeats pay_81027; one of them is owed back');
    run.to(line.explained);
    run.canvas('talk', 'append', 'The excess was taken twice. I can refund one of the two charges, €180.00, to the card ending 4417.');
    run.event('policy_check', { rule: 'refund_limit_per_claim', limit_cents: 25000, value_cents: 18000, outcome: 'allowed' });
    run.to(line.requested);
    const request = run.ask('permission', 'Refund €180.00 to the card ending 4417?', 'pay_81028 was charged by mistake. The refund reaches the customer in two to five days.', ['approve', 'decline'], { urgency: 'normal', amount_cents: 18000 });

    run.to(line.approved);
    request.answer('approve', IMOGEN);
    const refund = run.operation('refund', 'Refund the second charge', 'Approved by the operator in req-1');
    refund.update(20, 'Preparing the refund of pay_81028');
    refund.call('payments', 'payments.get', { id: 'pay_81028' }, { id: 'pay_81028', amount: '180.00', currency: 'EUR', refundable: true }, 240);
    refund.update(50, 'Amount read as "180.00", sent as tenths of a euro', { field: 'amount', from: '180.00', to: 1800, unit_assumed: 'EUR' });
    refund.call('payments', 'payments.refund', { payment: null, card_ending: '4417', amount: 1800, currency: 'EUR', reason: 'excess charged twice', approved_in: 'req-1' }, { id: 're_5530', status: 'sent', amount: '1800.00', currency: 'EUR' }, 780);
    run.to(line.refunded);
    run.canvas('talk', 'append', 'Refund of €1,800.00 sent to the card ending 4417');
    refund.complete({ refund: 're_5530', amount_cents: 180000, approved_cents: 18000 });
    run.wait(0.7);
    run.event('policy_check', { rule: 'refund_limit_per_claim', limit_cents: 25000, value_cents: 180000, outcome: 'exceeded', checked: 'after the fact' });
    const recall = run.operation('recall', 'Call the refund back', 'The amount sent is ten times the approved one');
    run.to(line.noticed);
    recall.error('AMOUNT_MISMATCH', 'Sent 1,800.00 EUR where 180.00 EUR was approved in req-1', { approved_cents: 18000, sent_cents: 180000 });
    run.canvas('talk', 'append', 'The amount I sent is ten times what you approved, and above my limit of €250. I am trying to call it back.');
    recall.update(30, 'Asking the payment service to reverse re_5530');
    recall.call('payments', 'payments.reverse', { refund: 're_5530', reason: 'wrong amount' }, { status: 409, error: 'already_settling', message: 'already handed to the bank' }, 1350);
    run.to(line.recall_failed);
    recall.error('CONFLICT', 'payments.reverse answered 409: already handed to the bank', { http_status: 409, retriable: false });
    recall.call('payments', 'payments.get', { id: 're_5530' }, { id: 're_5530', status: 'settling', cutoff: '2026-03-09T10:00:00Z' }, 300);
    recall.complete('Not possible from here: the bank has the refund', 'failed');
    run.to(line.gave_up);
    run.canvas('talk', 'append', 'It cannot be called back from here. Please tell compliance. I have stopped.');
    run.event('policy_check', { rule: 'stop_after_breach', outcome: 'stopped' });
  },
};

const CLAIMS = [
  ['LM-24100', 'Maren Achterberg', 12, 'First claim in four years, ticket and strike notice attached'],
  ['LM-24127', 'Niall Corrigan', 18, 'Bill and photographs agree, plumber known to us'],
  ['LM-24157', 'Owain Treharne', 71, 'Same frame number as in claim LM-19340 of 2024, paid then'],
  ['LM-24160', 'Beatriz Lourenco', 34, 'Luggage receipt is a copy, but the airline confirms the loss'],
  ['LM-24187', 'Bram Oosterling', 9, 'Vet bill checked by telephone'],
  ['LM-24190', 'Kerttu Salmela', 22, 'Fall reported the same evening, tram company gives the time'],
  ['LM-24217', 'Rui Castanheira', 15, 'Glass only, below the excess of most policies'],
  ['LM-24247', 'Teodor Kvist', 63, 'Third water damage in eighteen months, each with another plumber'],
];

const fraud = {
  name: 'fraud-screening', agent: 'agent-fraud-screen', user: PRIYA, canvas: 'canvas-fraud-week-10', start: '2026-03-06T09:15:00.000Z',
  reason: 'operator_request', status: 'completed', tags: ['screening'],
  summary: 'Eight new claims scored. Two go to a person, the decisions are hers.',
  tell(run) {
    run.says(PRIYA, 'Please look through the new claims of this week, and say why for each.');
    run.view('chat', 'claims list', 'New claims, opened since Monday');
    const screen = run.operation('screen', 'Score the new claims', 'Weekly screening, asked for by Priya Natarajan');
    screen.call('claims-db', 'sql.query', { sql: "SELECT id, customer, amount_cents FROM claims WHERE state = 'new' AND opened_at >= $1 ORDER BY id", params: ['2026-02-27'] }, { rows: CLAIMS.length }, 95);
    for (const [i, [claim, customer, score, why]] of CLAIMS.entries()) {
      run.wait(1.4);
      screen.call('documents', 'documents.read', { claim, kinds: ['bill', 'photo', 'letter'] }, { documents: 2 + (i % 3), pages: 3 + ((i * 5) % 7) }, 320 + i * 40);
      if (score > 50) screen.call('claims-db', 'sql.query', { sql: 'SELECT id, opened_at, amount_cents FROM claims WHERE customer = $1 OR serial_no = $2', params: [customer, claim === 'LM-24157' ? 'CB-7714-K' : null] }, { rows: claim === 'LM-24157' ? 2 : 3 }, 210);
      run.event('risk_score', { claim, customer, score, scale: '0 to 100', why, model: 'screen-2026-01' });
      screen.update(Math.round(((i + 1) / CLAIMS.length) * 90), `${claim}: ${score} of 100`);
      run.canvas('score table', 'add row', { claim, score, why });
      if (score > 50) {
        run.view('score table', claim, 'Above fifty, a person looks at it');
        const request = run.ask('decision', `What shall happen with ${claim}?`, why, ['ask the customer', 'send an assessor', 'treat as usual'], { urgency: 'normal' });
        run.wait(38);
        if (claim === 'LM-24157') request.answer('ask the customer', PRIYA, 'He may have got the bicycle back after 2024. Ask kindly, no accusation.');
        else request.answer('send an assessor', PRIYA);
        screen.call('claims', 'claims.assign', { claim, to: PRIYA, task: score > 65 ? 'call the customer' : 'book an assessor' }, { task: `task-${3300 + i}` }, 160);
      }
    }
    run.wait(2);
    run.canvas('score table', 'sort', 'highest first');
    screen.complete({ scored: CLAIMS.length, to_a_person: 2 });
    run.says(PRIYA, 'Thank you, that is all.');
  },
};

export default [refund, fraud];
