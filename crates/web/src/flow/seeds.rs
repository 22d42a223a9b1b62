//! The randomness that a step may need, made beforehand.

use credentials::ids::{AccountId, CodeId, GrantId, SessionId};
use credentials::recovery_code::RecoveryCode;
use credentials::token::SecretToken;
use journey::{CodeSeed, GrantSeed, SessionSeed, Target};

use super::stop::Stop;
use crate::ctx::Ctx;
use crate::http::cookies::Cookie;

/// The cookies of a session that may be opened, and the seed with their hashes.
pub struct NewSession {
    /// For the step.
    pub seed: SessionSeed,
    /// The session's cookie.
    pub session: SecretToken,
    /// The known browser's cookie; the one that the browser has stays.
    pub browser: SecretToken,
}

/// Makes the randomness of a session.
pub fn new_session(ctx: &Ctx) -> NewSession {
    let rng = &*ctx.app.rng;
    let session = SecretToken::generate(rng);
    let browser = ctx.cookies.secret(Cookie::Browser).unwrap_or_else(|| SecretToken::generate(rng));
    let seed = SessionSeed { id: SessionId::generate(ctx.now, rng), token: session.hash(), browser: browser.hash() };
    NewSession { seed, session, browser }
}

/// Makes the randomness of a grant, and the secret that its cookie will hold.
pub fn new_grant(ctx: &Ctx) -> (GrantSeed, SecretToken) {
    let secret = SecretToken::generate(&*ctx.app.rng);
    let seed = GrantSeed { id: GrantId::generate(ctx.now, &*ctx.app.rng), token: secret.hash() };
    (seed, secret)
}

/// Makes a recovery code and hashes it, outside any transaction; "busy" when there is no place to hash.
pub async fn code_seed(ctx: &Ctx, account: AccountId) -> Result<CodeSeed, Stop> {
    // Somebody who has proven a factor is no stranger: the places kept for known browsers are theirs too.
    let place = ctx.app.hashing.enter(true).map_err(|busy| Stop::Refused("", busy))?;
    let id = CodeId::generate(ctx.now, &*ctx.app.rng);
    let code = RecoveryCode::generate(ctx.app.settings.policy.code_format, &*ctx.app.rng);
    let (app, shown) = (ctx.app.clone(), code.clone());
    let row = ctx
        .app
        .hashing
        .run(place, move |hasher| hasher.hash_recovery_code(&code, id, account, &app.keyring, &*app.rng))
        .await?;
    Ok(CodeSeed { id, code: shown, row })
}

/// The query that keeps the target on the way back to S1.
pub fn query_to(target: &Target) -> String {
    // Ids are checked in the settings: letters, digits and dashes.
    target.text().map(|to| format!("?to={to}")).unwrap_or_default()
}
