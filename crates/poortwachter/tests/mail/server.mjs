// A mail server for tests, on npm's `smtp-server`: says on standard output what happens, and does what standard input tells it to.
//
//   node server.mjs FOLDER_OF_NODE_MODULES MODE CERTIFICATE KEY
//
// MODE is starttls, tls or plain (STARTTLS is not offered). Each line of standard input is JSON: {"password": "..."} or {"next": ["452", ...]}, what to do
// with the next recipients; without an order a mail is accepted. The end of standard input ends the server.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [folder, mode, certificate, key] = process.argv.slice(2);
const { SMTPServer } = createRequire(folder + '/')('smtp-server');
const say = (event) => process.stdout.write(JSON.stringify(event) + '\n');
const orders = { password: 's3cret', next: [] };
let connections = 0;

const refusal = (responseCode, message) => Object.assign(new Error(message), { responseCode });
const hangUp = (session) => {
    for (const connection of server.connections) {
        if (connection.session.id === session.id) connection._socket.destroy();
    }
};

// To the recipient; what is not here is accepted.
const answers = {
    452: (to) => refusal(452, `4.2.2 the mailbox of <${to}> is full`),
    550: (to) => refusal(550, `5.1.1 <${to}>: no such person`),
};

// To the text; what is not here is accepted.
const ends = {
    554: (session, done) => done(refusal(554, '5.7.1 looks like spam')),
    slow: (session, done) => setTimeout(() => done(null, 'taken at last'), 2500),
    // The text is there and nobody hears of it.
    mute: (session) => hangUp(session),
    silent: () => {},
};

// RFC 2045 section 6: the two encodings that a text may have.
const decoded = (body, encoding) => {
    if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
    if (encoding !== 'quoted-printable') return body;
    const joined = body.replace(/=\r\n/g, '');
    return Buffer.from(joined.replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))), 'latin1').toString('utf8');
};

const taken = (entity) => {
    const end = entity.indexOf('\r\n\r\n');
    const lines = entity.slice(0, end).replace(/\r\n[ \t]+/g, ' ').split('\r\n');
    const headers = lines.filter(Boolean).map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]);
    const header = (name) => headers.find(([found]) => found.toLowerCase() === name)?.[1] ?? '';
    return { headers, header, body: entity.slice(end + 4) };
};

const read = (raw) => {
    const { headers, header, body } = taken(raw);
    const boundary = /boundary="?([^"]+)"?/.exec(header('content-type'))?.[1];
    const pieces = body.split(`--${boundary}`).slice(1, -1).map((piece) => taken(piece.replace(/^\r\n/, '')));
    const parts = pieces.map((part) => ({
        type: part.header('content-type'),
        text: decoded(part.body, part.header('content-transfer-encoding')).replaceAll('\r\n', '\n'),
    }));
    return { headers, parts };
};

const server = new SMTPServer({
    secure: mode === 'tls',
    cert: readFileSync(certificate),
    key: readFileSync(key),
    disabledCommands: mode === 'plain' ? ['STARTTLS'] : [],
    allowInsecureAuth: true,
    authOptional: true,
    onConnect: (session, done) => {
        connections += 1;
        done();
    },
    onAuth: (auth, session, done) => {
        const welcome = auth.username === 'portal' && auth.password === orders.password;
        say({ event: 'login', welcome, secure: session.secure });
        done(welcome ? null : refusal(535, '5.7.8 wrong name or password'), { user: auth.username });
    },
    onRcptTo: (address, session, done) => {
        session.action = orders.next.shift() ?? 'accept';
        say({ event: 'recipient', to: address.address, action: session.action });
        done(answers[session.action]?.(address.address));
    },
    onData: (stream, session, done) => {
        if (session.action === 'cut') {
            stream.once('data', () => hangUp(session));
            return;
        }
        const chunks = [];
        stream.on('data', (chunk) => chunks.push(chunk));
        stream.on('end', () => {
            const { mailFrom, rcptTo } = session.envelope;
            const envelope = { from: mailFrom.address, to: rcptTo.map((one) => one.address) };
            const about = { secure: session.secure, user: session.user ?? null, hello: session.hostNameAppearsAs, connections };
            say({ event: 'mail', action: session.action, ...envelope, ...about, ...read(Buffer.concat(chunks).toString('utf8')) });
            const end = ends[session.action];
            if (end) end(session, done);
            else done(null, 'queued as 1A2B');
        });
    },
});
server.on('error', () => {});
server.listen(0, '127.0.0.1', () => say({ event: 'listening', port: server.server.address().port }));

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
    Object.assign(orders, JSON.parse(line));
    say({ event: 'ordered' });
});
lines.on('close', () => process.exit(0));
