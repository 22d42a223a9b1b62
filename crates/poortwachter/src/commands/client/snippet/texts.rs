//! The snippets themselves, one for each kind. Values are ids, addresses and scopes that passed the checks of a registration: none of them
//! holds a quote, a backslash or a line end.

use oidc::client::{ClientAuth, PkceRule};
use oidc::scope::Scope;

use super::Filled;

/// Apache, `mod_auth_openidc` 2.4.
pub fn mod_auth_openidc(filled: &Filled<'_>) -> String {
    let client = filled.client;
    let secret = filled.secret().map(|secret| format!("OIDCClientSecret {secret}\n")).unwrap_or_default();
    let method = match client.auth {
        // Its word for a signed assertion; the key itself is another directive.
        ClientAuth::PrivateKeyJwt { .. } => "private_key_jwt\nOIDCPrivateKeyFiles /etc/apache2/oidc-client.key",
        _ => client.auth.as_str(),
    };
    let pkce = if client.pkce == PkceRule::Required { "OIDCPKCEMethod S256\n" } else { "" };
    format!(
        "# Apache with mod_auth_openidc\n\
         OIDCProviderMetadataURL {metadata}\n\
         OIDCClientID {id}\n\
         {secret}\
         OIDCProviderTokenEndpointAuth {method}\n\
         {pkce}\
         OIDCRedirectURI {redirect}\n\
         OIDCCryptoPassphrase \"A-LONG-RANDOM-TEXT-OF-YOUR-OWN\"\n\
         OIDCScope \"{scopes}\"\n\
         OIDCRemoteUserClaim preferred_username\n\
         # It hears of logouts at {redirect}?logout=backchannel (client edit --logout-uri).\n\
         <Location \"/\">\n  AuthType openid-connect\n  Require valid-user\n</Location>\n",
        metadata = filled.metadata(),
        id = client.id,
        redirect = filled.redirect(),
        scopes = filled.scopes(),
    )
}

/// JavaScript, openid-client 6.
pub fn openid_client(filled: &Filled<'_>) -> String {
    let client = filled.client;
    let authentication = match (&client.auth, filled.secret()) {
        (ClientAuth::Basic(_), Some(secret)) => format!("client.ClientSecretBasic('{secret}')"),
        (_, Some(secret)) => format!("client.ClientSecretPost('{secret}')"),
        (ClientAuth::PrivateKeyJwt { .. }, None) => "client.PrivateKeyJwt(privateKey)".to_owned(),
        (_, None) => "client.None()".to_owned(),
    };
    format!(
        "// Node with openid-client 6\n\
         import * as client from 'openid-client'\n\n\
         const config = await client.discovery(\n  new URL('{issuer}'), '{id}',\n  \
         {{ id_token_signed_response_alg: '{alg}' }},\n  {authentication},\n)\n\n\
         // To log in: keep code_verifier, state and nonce in the visitor's session, then redirect to `url`.\n\
         const code_verifier = client.randomPKCECodeVerifier()\n\
         const state = client.randomState()\n\
         const nonce = client.randomNonce()\n\
         const url = client.buildAuthorizationUrl(config, {{\n  redirect_uri: '{redirect}',\n  scope: '{scopes}',\n  \
         code_challenge: await client.calculatePKCECodeChallenge(code_verifier),\n  code_challenge_method: 'S256',\n  state, nonce,\n}})\n\n\
         // At the redirect address, with the address that was asked for:\n\
         const tokens = await client.authorizationCodeGrant(config, currentUrl, {{\n  \
         pkceCodeVerifier: code_verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true,\n}})\n\
         const {{ sub, acr, auth_time }} = tokens.claims()\n",
        issuer = filled.issuer,
        id = client.id,
        alg = client.id_token_alg.as_str(),
        redirect = filled.redirect(),
        scopes = filled.scopes(),
    )
}

/// Python, Authlib 1.
pub fn authlib(filled: &Filled<'_>) -> String {
    let client = filled.client;
    let secret = filled.secret().map(|secret| format!("    client_secret=\"{secret}\",\n")).unwrap_or_default();
    format!(
        "# Python with Authlib (Flask; Django and Starlette are alike)\n\
         from authlib.integrations.flask_client import OAuth\n\n\
         oauth = OAuth(app)\n\
         oauth.register(\n    \"poortwachter\",\n    client_id=\"{id}\",\n{secret}    \
         server_metadata_url=\"{metadata}\",\n    \
         client_kwargs={{\n        \"scope\": \"{scopes}\",\n        \"code_challenge_method\": \"S256\",\n        \
         \"token_endpoint_auth_method\": \"{method}\",\n    }},\n)\n\n\
         # To log in:\n\
         #   return oauth.poortwachter.authorize_redirect(\"{redirect}\")\n\
         # At that address:\n\
         #   token = oauth.poortwachter.authorize_access_token()\n\
         #   token[\"userinfo\"][\"sub\"]\n",
        id = client.id,
        metadata = filled.metadata(),
        scopes = filled.scopes(),
        method = client.auth.as_str(),
        redirect = filled.redirect(),
    )
}

/// Rust, openidconnect 4.
pub fn openidconnect(filled: &Filled<'_>) -> String {
    let client = filled.client;
    let secret = filled
        .secret()
        .map_or_else(|| "None".to_owned(), |secret| format!("Some(ClientSecret::new(\"{secret}\".to_owned()))"));
    let added = |scope: Scope| format!("    .add_scope(Scope::new(\"{}\".to_owned()))\n", scope.as_str());
    let scopes = client.scopes.iter().filter(|scope| *scope != Scope::Openid).map(added).collect::<Vec<_>>().concat();
    let post = match client.auth {
        ClientAuth::Post(_) => "\n    .set_auth_type(AuthType::RequestBody)",
        _ => "",
    };
    format!(
        "// Rust with openidconnect 4; `http` is a client that follows no redirects\n\
         let metadata =\n    CoreProviderMetadata::discover_async(IssuerUrl::new(\"{issuer}\".to_owned())?, &http).await?;\n\
         let client = CoreClient::from_provider_metadata(\n    metadata,\n    ClientId::new(\"{id}\".to_owned()),\n    {secret},\n){post}\n\
         .set_redirect_uri(RedirectUrl::new(\"{redirect}\".to_owned())?);\n\n\
         // To log in: keep `verifier`, `state` and `nonce` in the visitor's session, then redirect to `url`.\n\
         let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();\n\
         let (url, state, nonce) = client\n    \
         .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)\n\
         {scopes}    .set_pkce_challenge(challenge)\n    .url();\n\n\
         // At the redirect address, once `state` is the same:\n\
         let tokens = client.exchange_code(AuthorizationCode::new(code))?.set_pkce_verifier(verifier).request_async(&http).await?;\n\
         let claims = tokens.extra_fields().id_token().ok_or(\"no ID token\")?.claims(&client.id_token_verifier(), &nonce)?;\n",
        issuer = filled.issuer,
        id = client.id,
        redirect = filled.redirect(),
    )
}

/// The words that settings usually have.
pub fn generic(filled: &Filled<'_>) -> String {
    let (client, issuer) = (filled.client, filled.issuer);
    let at = web::oidc::ENDPOINTS;
    let secret = filled.secret().map(|secret| format!("Client secret:           {secret}\n")).unwrap_or_default();
    format!(
        "Issuer:                  {issuer}\n\
         Discovery document:      {metadata}\n\
         Client ID:               {id}\n\
         {secret}\
         Client authentication:   {method}\n\
         Redirect URI:            {redirect}\n\
         Scopes:                  {scopes}\n\
         Response type:           code\n\
         PKCE:                    S256\n\
         ID token signature:      {alg}\n\
         Name of the person:      preferred_username (or sub, which never changes)\n\n\
         Where discovery is not supported:\n\
         Authorization endpoint:  {issuer}{authorize}\n\
         Token endpoint:          {issuer}{token}\n\
         Userinfo endpoint:       {issuer}{userinfo}\n\
         Keys (JWKS):             {issuer}{jwks}\n\
         Logout (end session):    {issuer}{end_session}\n",
        metadata = filled.metadata(),
        id = client.id,
        method = client.auth.as_str(),
        redirect = filled.redirect(),
        scopes = filled.scopes(),
        alg = client.id_token_alg.as_str(),
        authorize = at.authorize,
        token = at.token,
        userinfo = at.userinfo,
        jwks = at.jwks,
        end_session = at.end_session,
    )
}
