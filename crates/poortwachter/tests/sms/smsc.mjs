// A message centre for tests, on npm's `smpp`: says on standard output what happens, and does what standard input tells it to.
//
//   node smsc.mjs FOLDER_OF_NODE_MODULES [CERTIFICATE KEY]
//
// Each line of standard input is JSON: {"password": "..."}, {"mute": true} (no answer to enquire_link any more), or {"next": ["throttle", ...]},
// what to do with the next messages; without an order a message is accepted and delivered. The end of standard input ends the centre.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [folder, certificate, key] = process.argv.slice(2);
const smpp = createRequire(folder + '/')('smpp');
const say = (event) => process.stdout.write(JSON.stringify(event) + '\n');
const orders = { password: 's3cret', mute: false, next: [] };
let count = 0;

const receipt = (session, submit, id, stat) => ({
    esm_class: 4,
    source_addr: submit.destination_addr,
    destination_addr: submit.source_addr,
    short_message: `id:${id} sub:001 dlvrd:001 submit date:2611251200 done date:2611251201 stat:${stat} err:000 text:`,
});

const actions = {
    deliver: (session, pdu, id) => {
        session.send(pdu.response({ message_id: id }));
        setTimeout(() => session.deliver_sm(receipt(session, pdu, id, 'DELIVRD')), 20);
    },
    undeliver: (session, pdu, id) => {
        session.send(pdu.response({ message_id: id }));
        setTimeout(() => session.deliver_sm(receipt(session, pdu, id, 'UNDELIV')), 20);
    },
    // The receipt is there before the answer.
    early: (session, pdu, id) => {
        session.deliver_sm(receipt(session, pdu, id, 'DELIVRD'));
        setTimeout(() => session.send(pdu.response({ message_id: id })), 50);
    },
    // The receipt is in the parameters only.
    tlv: (session, pdu, id) => {
        session.send(pdu.response({ message_id: id }));
        setTimeout(() => session.deliver_sm({ esm_class: 4, receipted_message_id: id, message_state: 2 }), 20);
    },
    quiet: (session, pdu, id) => session.send(pdu.response({ message_id: id })),
    slow: (session, pdu, id) => setTimeout(() => session.send(pdu.response({ message_id: id })), 2500),
    throttle: (session, pdu) => session.send(pdu.response({ command_status: smpp.ESME_RTHROTTLED })),
    'bad-number': (session, pdu) => session.send(pdu.response({ command_status: smpp.ESME_RINVDSTADR })),
    vanish: (session) => session.socket.destroy(),
};

const listener = (session) => {
    session.on('error', () => {});
    session.on('bind_transceiver', (pdu) => {
        const welcome = pdu.password === orders.password;
        say({ event: 'bind', welcome, user: pdu.system_id, version: pdu.interface_version });
        if (welcome) {
            session.send(pdu.response());
        } else {
            session.send(pdu.response({ command_status: smpp.ESME_RBINDFAIL }));
            session.close();
        }
    });
    session.on('enquire_link', (pdu) => {
        say({ event: 'enquire_link' });
        if (!orders.mute) session.send(pdu.response());
    });
    session.on('unbind', (pdu) => {
        say({ event: 'unbind' });
        session.send(pdu.response());
        session.close();
    });
    session.on('deliver_sm_resp', (pdu) => say({ event: 'receipt_taken', status: pdu.command_status }));
    session.on('submit_sm', (pdu) => {
        const action = orders.next.shift() ?? 'deliver';
        count += 1;
        say({
            event: 'submit',
            action,
            to: pdu.destination_addr,
            from: pdu.source_addr,
            text: pdu.short_message.message,
            numbers: [pdu.esm_class, pdu.registered_delivery, pdu.data_coding],
            kinds: [pdu.source_addr_ton, pdu.source_addr_npi, pdu.dest_addr_ton, pdu.dest_addr_npi],
        });
        actions[action](session, pdu, `id-${count}`);
    });
};

const options = certificate ? { cert: readFileSync(certificate), key: readFileSync(key) } : {};
const server = smpp.createServer(options, listener);
server.listen(0, '127.0.0.1', () => say({ event: 'listening', port: server.address().port }));

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
    Object.assign(orders, JSON.parse(line));
    say({ event: 'ordered' });
});
lines.on('close', () => process.exit(0));
