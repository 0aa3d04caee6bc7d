// Runs of the help writer.
import { IMOGEN, TOMAS } from './cast.mjs';

const PARAGRAPHS = [
  ['Lock it, and write down the frame number', 'The number is stamped under the bottom bracket. We ask for it first, and the police do too.'],
  ['Report it to the police', 'You can do that online in most towns. Keep the number of the report: without it we cannot start.'],
  ['Tell us within a week', 'Use the customer portal. Pictures of the lock or of what is left of it help a great deal.'],
  ['What we pay', 'What it would cost to buy your bicycle again, used and in the state it was in. Accessories are covered when they were fixed to it.'],
  ['If it turns up again', 'Tell us. If we have already paid, you choose: keep the money, or keep the bicycle.'],
];

const article = {
  name: 'help-article', agent: 'agent-writer', user: IMOGEN, canvas: 'canvas-help-bicycle', start: '2026-03-02T13:10:44.000Z',
  reason: 'operator_request', status: 'completed', tags: ['help', 'writing'],
  summary: 'A help article on stolen bicycles drafted, corrected twice and handed over; nothing was published.',
  tell(run) {
    run.says(IMOGEN, 'We need a short page on what to do when a bicycle was stolen. Friendly, five paragraphs at most.');
    const read = run.operation('research', 'Read what we already say', 'So that the new page does not contradict the policy');
    run.view('chat', 'policy terms', 'Bicycle policy, edition of 2025');
    read.call('documents', 'documents.read', { document: 'bicycle-policy-2025.pdf', pages: [4, 5, 6] }, { words: 1410 }, 900);
    read.update(50, 'Theft is covered from a locked room, or with a lock of the list');
    read.call('claims-db', 'sql.query', { sql: "SELECT question, count(*) FROM calls WHERE topic = 'bicycle theft' GROUP BY 1 ORDER BY 2 DESC LIMIT 5" }, { rows: [{ question: 'how much do I get', count: 61 }, { question: 'do I need the police', count: 48 }, { question: 'it was found, what now', count: 12 }] }, 210);
    read.complete('Three questions stand out: how much, police or not, what if it is found');
    const draft = run.operation('draft', 'Write the article', 'Asked by Imogen Hale');
    run.view('policy terms', 'canvas', 'Writing');
    for (const [i, [heading, text]] of PARAGRAPHS.entries()) {
      run.wait(6);
      run.canvas(`paragraph ${i + 1}`, 'write', { heading, text });
      draft.update(15 + i * 13, heading);
    }
    run.wait(40);
    run.says(IMOGEN, 'Good. The second one sounds as if we mistrust people. Can you say why the number matters instead?');
    run.canvas('paragraph 2', 'rewrite', { heading: 'Report it to the police', text: 'You can do that online in most towns. The number of the report lets us start the same day.' });
    draft.update(75, 'Second paragraph rewritten');
    run.wait(25);
    run.says(IMOGEN, 'And please no "great deal".');
    run.canvas('paragraph 3', 'rewrite', { heading: 'Tell us within a week', text: 'Use the customer portal. A picture of the lock, or of what is left of it, helps us.' });
    draft.update(85, 'Third paragraph rewritten');
    draft.call('language', 'text.check', { language: 'en', level: 'plain' }, { sentences: 14, longest_words: 19, hints: 0 }, 380);
    const request = run.ask('permission', 'Shall I hand the draft to the editors?', 'I may not publish. It would appear in their list as "Bicycle stolen, what now?".', ['hand over', 'keep as draft'], { urgency: 'low' });
    run.wait(12);
    request.answer('hand over', IMOGEN);
    draft.call('help-pages', 'draft.submit', { title: 'Bicycle stolen, what now?', paragraphs: 5 }, { draft: 'help-0093', state: 'waiting for an editor' }, 260);
    draft.complete({ draft: 'help-0093' });
    run.view('canvas', 'chat', 'Done');
  },
};

const mailing = {
  name: 'mailing-cancelled', agent: 'agent-writer', user: TOMAS, canvas: 'canvas-storm-mailing', start: '2026-03-07T16:12:09.000Z',
  reason: 'operator_request', status: 'cancelled', tags: ['mailing'],
  summary: 'Cancelled by Tomas Brandt: the letter named the wrong storm. 12 of 1,840 letters had gone to the test list.',
  tell(run) {
    run.says(TOMAS, 'Please prepare the letter about the storm for everybody with a house in the north. Send a test first.');
    const letter = run.operation('mailing', 'Letter to house owners in the north', 'Asked by Tomas Brandt after the storm warning');
    letter.call('claims-db', 'sql.query', { sql: "SELECT count(*) FROM policies WHERE line = 'home' AND region = 'north' AND state = 'active'" }, { rows: [{ count: 1840 }] }, 130);
    letter.update(10, '1,840 recipients');
    run.view('chat', 'templates', 'Looking for the last storm letter');
    letter.call('documents', 'documents.search', { text: 'storm letter home', limit: 3 }, { documents: ['storm-2025-11.docx', 'storm-2024-02.docx'] }, 290);
    letter.call('documents', 'documents.read', { document: 'storm-2025-11.docx' }, { words: 212 }, 160);
    run.canvas('letter', 'write', 'Storm "Hesper" is expected in the north on Sunday. Please close shutters and roof windows, and bring in what could fly. If something is damaged: take pictures first, then make it safe, then tell us.');
    letter.update(35, 'Letter drafted from the one of November');
    const request = run.ask('permission', 'Send the test to twelve colleagues?', 'The list "mailing-test". Nobody outside the company is on it.', ['send the test', 'not yet'], { urgency: 'normal' });
    run.wait(18);
    request.answer('send the test', TOMAS);
    letter.call('mail', 'mailing.send', { list: 'mailing-test', letter: 'storm-2026-03', from: 'help@larkfield.example' }, { sent: 12, refused: 0 }, 2400);
    letter.update(50, 'Test sent to twelve');
    run.canvas('mailing board', 'progress', { sent: 12, of: 1852, list: 'mailing-test' });
    const go = run.ask('permission', 'Send to all 1,840?', 'It takes about four minutes. It can be stopped, but what is sent is sent.', ['send', 'stop'], { urgency: 'high' });
    run.wait(41);
    go.answer('send', TOMAS);
    const send = run.operation('send', 'Send the letter', 'Approved in req-2');
    send.call('mail', 'mailing.prepare', { list: 'home-north', letter: 'storm-2026-03' }, { mailing: 'ml-0771', recipients: 1840, starts_in_seconds: 20 }, 520);
    send.update(5, 'Begins in twenty seconds');
    run.wait(9);
    run.says(TOMAS, 'Stop! Hesper was in November. This one is called Ianthe.');
    send.call('mail', 'mailing.cancel', { mailing: 'ml-0771' }, { cancelled: true, sent: 0 }, 180);
    send.update(6, 'Stopped before the first letter');
    run.canvas('letter', 'mark', { text: 'Hesper', problem: 'name of the storm of November' });
    send.error('CANCELLED', 'Cancelled by the operator', { sent: 0, recipients: 1840 });
    send.complete('Cancelled, none of the 1,840 letters was sent', 'cancelled');
    run.wait(6);
    run.says(TOMAS, 'Leave it for today, I will write it myself.');
    letter.complete('Cancelled after the test', 'cancelled');
  },
};

export default [article, mailing];
