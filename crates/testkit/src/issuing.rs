//! A code for somebody who is logged in, decided by the rules without a page.

use credentials::token::SecretToken;
use jiff::Timestamp;
use oidc::Params;
use oidc::authorize::{self, Arrival, Given, Outcome};
use store::{Actor, CodeIssued, Context, NewCode};

use web::App;

use crate::oidc_client::Asked;

/// The code that `/authorize` would send for this request to somebody with that session.
pub async fn issue_code(app: &App, cookie: &SecretToken, asked: &Asked, now: Timestamp) -> String {
    let store = &app.store;
    let session = &app.settings.policy.session;
    let params = Params::new(asked.params.iter().cloned());
    let id = authorize::client_id(&params).expect("the request names a client");
    let client = store.find_client(&id, now).await.expect("the store works").expect("the client is known");
    let request = authorize::check(&params, Some(&client), Arrival::Browser).expect("the request is right");
    let view = store.load_session(&cookie.hash(), now, session).await.expect("the store works").expect("it is alive");
    let login = store.login_facts(&view.session, now).await.expect("the store works").expect("the factor is there");
    let given = Given { client: &client, asked_at: now, login: Some(&login), consent: None, consented_at: None, now };
    let Outcome::Issue(grant) = authorize::decide(&request, &given) else { panic!("no code for {asked:?}") };
    let code = SecretToken::generate(&*app.rng);
    let new = NewCode { hash: code.hash(), grant: &grant, request: None };
    let issued = store.issue_code(&new, session, &Context::new(now, Actor::Visitor)).await.expect("the store works");
    assert!(matches!(issued, CodeIssued::Issued), "the login is alive");
    code.expose().to_string()
}
