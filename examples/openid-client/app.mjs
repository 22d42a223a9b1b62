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

// In memory, so that the example has no database: sessions by cookie, logins under way by state. Both end by themselves, and neither grows for ever.
const LOGIN_LIFE = 10 * 60_000
const SESSION_LIFE = 8 * 3_600_000
const MOST = 10_000
const sessions = new Map()
const underWay = new Map()

function keep(kept, key, value, life) {
  const now = Date.now()
  // The oldest stand first.
  for (const [old, { until }] of kept) {
    if (until > now && kept.size < MOST) break
    kept.delete(old)
  }
  kept.set(key, { ...value, until: now + life })
}

function kept(map, key) {
  const found = map.get(key)
  return found && found.until > Date.now() ? found : undefined
}

// No other host of the same domain can set a cookie with this prefix.
const secure = ORIGIN.startsWith('https:')
const named = (name) => (secure ? `__Host-${name}` : name)
const setCookie = (name, value, life) => `${named(name)}=${value}; Max-Age=${life / 1000}; HttpOnly; SameSite=Lax; Path=/${secure ? '; Secure' : ''}`
const cookie = (request, name) => (request.headers.cookie ?? '').split('; ').find((pair) => pair.startsWith(`${named(name)}=`))?.slice(named(name).length + 1)
const redirect = (response, to, headers = {}) => response.writeHead(302, { location: String(to), ...headers }).end()
const escape = (text) => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)
// `//other.example` and `/\other.example` are addresses elsewhere for a browser, and `/.//other.example` becomes one.
const ownPath = (path) => (/^\/(?![/\\])[^\\]*$/.test(path) ? path : '/')

async function logIn(request, response, wanted) {
  const verifier = client.randomPKCECodeVerifier()
  const state = client.randomState()
  const nonce = client.randomNonce()
  // Who comes back must be who went: else somebody could be made to finish the login of another. One value for all tabs of a browser.
  const browser = cookie(request, 'browser') ?? randomBytes(24).toString('base64url')
  keep(underWay, state, { verifier, nonce, browser, wanted: ownPath(wanted) }, LOGIN_LIFE)
  redirect(response, client.buildAuthorizationUrl(config, {
    redirect_uri: `${ORIGIN}/callback`,
    scope: 'openid profile email groups',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  }), { 'set-cookie': setCookie('browser', browser, LOGIN_LIFE) })
}

async function callback(url, request, response) {
  const state = url.searchParams.get('state')
  const begun = kept(underWay, state)
  if (!begun || begun.browser !== cookie(request, 'browser')) throw Object.assign(new Error('a login that this browser did not begin'), { code: 'not_begun_here' })
  underWay.delete(state)
  const tokens = await client.authorizationCodeGrant(config, url, {
    pkceCodeVerifier: begun.verifier,
    expectedState: state,
    expectedNonce: begun.nonce,
    idTokenExpected: true,
  })
  const claims = tokens.claims()
  const person = await client.fetchUserInfo(config, tokens.access_token, claims.sub)
  const id = randomBytes(24).toString('base64url')
  keep(sessions, id, { claims, person, idToken: tokens.id_token }, SESSION_LIFE)
  redirect(response, ORIGIN + begun.wanted, { 'set-cookie': setCookie('app', id, SESSION_LIFE) })
}

function logOut(request, response) {
  const id = cookie(request, 'app')
  const session = kept(sessions, id)
  sessions.delete(id)
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
  if (url.pathname === '/callback') return callback(url, request, response)
  if (url.pathname === '/logout') return logOut(request, response)
  if (url.pathname === '/backchannel-logout' && request.method === 'POST') return backChannel(request, response)
  if (url.pathname === '/') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    return response.end('<!doctype html><html lang="en"><title>Application</title><h1>Welcome</h1><p><a href="/private/?page=7">To the private page</a></p></html>')
  }
  const session = kept(sessions, cookie(request, 'app'))
  return session ? page(response, session) : logIn(request, response, url.pathname + url.search)
}

createServer((request, response) => {
  answer(request, response).catch((error) => {
    console.error(error.code ?? error.name, error.error ?? error.message)
    response.writeHead(400, { 'content-type': 'text/html' }).end(`<!doctype html><h1>Refused</h1><p id="error">${escape(error.error ?? error.code ?? error.name)}</p>`)
  })
}).listen(port, '127.0.0.1', () => console.log('listening'))
