// A Node application that logs people in with Poortwachter, by openid-client 6.
//
//   ISSUER=https://login.example.org CLIENT_ID=… CLIENT_SECRET=… ORIGIN=https://app.example.org node app.mjs
//
// Register it with:
//   poortwachter client add app --name "App" --redirect-uri https://app.example.org/callback \
//     --post-logout-uri https://app.example.org/ --logout-uri https://app.example.org/backchannel-logout …
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import * as client from 'openid-client'

const { ISSUER, CLIENT_ID, CLIENT_SECRET, ORIGIN = 'http://localhost:3000' } = process.env
const port = Number(process.env.PORT ?? new URL(ORIGIN).port ?? 3000)
// Only a test on this machine speaks http.
const options = ISSUER.startsWith('http://localhost') ? { execute: [client.allowInsecureRequests] } : {}
const config = await client.discovery(new URL(ISSUER), CLIENT_ID, CLIENT_SECRET, client.ClientSecretBasic(CLIENT_SECRET), options)
const keys = createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri))

// In memory, so that the example has no database: sessions by cookie, logins under way by state.
const sessions = new Map()
const underWay = new Map()

const cookie = (request) => /(?:^|; )app=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1]
const redirect = (response, to, headers = {}) => response.writeHead(302, { location: String(to), ...headers }).end()
const escape = (text) => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)

async function logIn(response, wanted) {
  const verifier = client.randomPKCECodeVerifier()
  const state = client.randomState()
  const nonce = client.randomNonce()
  underWay.set(state, { verifier, nonce, wanted })
  redirect(response, client.buildAuthorizationUrl(config, {
    redirect_uri: `${ORIGIN}/callback`,
    scope: 'openid profile email groups',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  }))
}

async function callback(url, response) {
  const state = url.searchParams.get('state')
  const begun = underWay.get(state)
  underWay.delete(state)
  if (!begun) return redirect(response, '/')
  const tokens = await client.authorizationCodeGrant(config, url, {
    pkceCodeVerifier: begun.verifier,
    expectedState: state,
    expectedNonce: begun.nonce,
    idTokenExpected: true,
  })
  const claims = tokens.claims()
  const person = await client.fetchUserInfo(config, tokens.access_token, claims.sub)
  const id = randomBytes(24).toString('base64url')
  sessions.set(id, { claims, person, idToken: tokens.id_token })
  redirect(response, begun.wanted, { 'set-cookie': `app=${id}; HttpOnly; SameSite=Lax; Path=/` })
}

function logOut(request, response) {
  const session = sessions.get(cookie(request))
  sessions.delete(cookie(request))
  if (!session) return redirect(response, '/')
  redirect(response, client.buildEndSessionUrl(config, {
    id_token_hint: session.idToken,
    post_logout_redirect_uri: `${ORIGIN}/`,
  }))
}

// The portal says that a session is over: logged out elsewhere, suspended, or recovered.
async function backChannel(request, response) {
  let body = ''
  for await (const chunk of request) body += chunk
  const token = new URLSearchParams(body).get('logout_token') ?? ''
  const { payload } = await jwtVerify(token, keys, { issuer: ISSUER, audience: CLIENT_ID, typ: 'logout+jwt', requiredClaims: ['jti', 'events'] })
  if (payload.nonce !== undefined || !payload.events['http://schemas.openid.net/event/backchannel-logout']) throw new Error('no logout token')
  for (const [id, { claims }] of sessions) {
    if (claims.sub === payload.sub && (payload.sid === undefined || claims.sid === payload.sid)) sessions.delete(id)
  }
  response.writeHead(200, { 'cache-control': 'no-store' }).end()
}

function page(response, session) {
  const shown = { ...session.person, acr: session.claims.acr, amr: session.claims.amr.join(' '), auth_time: session.claims.auth_time }
  const rows = Object.entries(shown).map(([name, value]) => `<dt>${escape(name)}</dt><dd id="${escape(name)}">${escape(value)}</dd>`)
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
  response.end(`<!doctype html><html lang="en"><title>Application</title><h1>Logged in</h1><dl>${rows.join('')}</dl><p><a href="/logout">Log out</a></p></html>`)
}

async function answer(request, response) {
  const url = new URL(request.url, ORIGIN)
  if (url.pathname === '/callback') return callback(url, response)
  if (url.pathname === '/logout') return logOut(request, response)
  if (url.pathname === '/backchannel-logout' && request.method === 'POST') return backChannel(request, response)
  if (url.pathname === '/') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    return response.end('<!doctype html><html lang="en"><title>Application</title><h1>Welcome</h1><p><a href="/private/?page=7">To the private page</a></p></html>')
  }
  const session = sessions.get(cookie(request))
  return session ? page(response, session) : logIn(response, url.pathname + url.search)
}

createServer((request, response) => {
  answer(request, response).catch((error) => {
    console.error(error.code ?? error.name, error.error ?? error.message)
    response.writeHead(400, { 'content-type': 'text/html' }).end(`<!doctype html><h1>Refused</h1><p id="error">${escape(error.error ?? error.code ?? error.name)}</p>`)
  })
}).listen(port, '127.0.0.1', () => console.log('listening'))
