// Another provider to compare with, npm's `oidc-provider`: says its port on standard output and ends with its standard input.
//
//   node server.mjs FOLDER_OF_NODE_MODULES
//
// Its clients, secrets and endpoints have the names that the portal of the test has, and it asks nobody for consent.
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';

// It has advice for developers, and nobody reads it here.
console.log = console.info = console.warn = () => {};

const [folder] = process.argv.slice(2);
const { default: Provider } = await import(pathToFileURL(folder + '/node_modules/oidc-provider/lib/index.js'));

const client = (id, more) => ({
    client_id: id,
    client_secret: `secret-of-${id}`,
    redirect_uris: [`https://${id}.voorbeeld.example/callback`],
    post_logout_redirect_uris: [`https://${id}.voorbeeld.example/tot-ziens`],
    grant_types: ['authorization_code', 'refresh_token'],
    scope: 'openid profile email offline_access',
    ...more,
});

async function loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client.clientId,
        accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope('openid profile email offline_access');
    await grant.save();
    return grant;
}

const settings = {
    clients: [
        client('dossier'),
        client('other'),
        client('public', { client_secret: undefined, token_endpoint_auth_method: 'none' }),
    ],
    claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
    features: {
        devInteractions: { enabled: true },
        introspection: { enabled: true },
        revocation: { enabled: true },
        pushedAuthorizationRequests: { enabled: true },
        rpInitiatedLogout: { enabled: true },
        claimsParameter: { enabled: true },
    },
    routes: {
        authorization: '/authorize',
        token: '/token',
        userinfo: '/userinfo',
        jwks: '/jwks',
        introspection: '/introspect',
        revocation: '/revoke',
        pushed_authorization_request: '/par',
        end_session: '/end-session',
    },
    pkce: { required: () => true },
    cookies: { keys: ['only for this run'] },
    findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, name: id, email: `${id}@voorbeeld.example` }) }),
    loadExistingGrant,
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    ttl: { AccessToken: 300, AuthorizationCode: 60, IdToken: 300, RefreshToken: 3600, Session: 3600, Grant: 3600, Interaction: 600 },
};

const server = createServer();
server.listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.on('request', new Provider(`http://127.0.0.1:${port}`, settings).callback());
    process.stdout.write(JSON.stringify({ port }) + '\n');
});
process.stdin.on('end', () => process.exit(0)).resume();
