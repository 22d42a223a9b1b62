//! `/account/addresses`: the two mail addresses. A new one counts once the link in the mail to it was used (`routes/address_link.rs`).

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use credentials::token::SecretToken;
use jiff::Timestamp;
use journey::{AccountPlace, MailAddress, Refusal};
use store::{Account, AddressAsked, AddressField, AddressRequest, NoticeAddressRemoved};

use super::confirm::{Confirmed, confirmed};
use super::{acting, nothing};
use crate::ctx::Ctx;
use crate::flow::{self, Again, Stop};
use crate::http::body::SessionForm;
use crate::http::csrf::Bound;
use crate::http::reply::{self, redirect};
use crate::look::Texts;
use crate::pages::{AddressPage, AddressesPage, WhichAddress};

/// Both, with the ways to change them.
pub async fn show(ctx: Ctx) -> Response {
    let result = list(&ctx).await;
    flow::answer(&ctx, result, async |_| list(&ctx).await).await
}

/// Asks the new first address.
pub async fn show_mail(ctx: Ctx) -> Response {
    ask(&ctx, WhichAddress::Mail).await
}

/// Sends it a link.
pub async fn change_mail(ctx: Ctx, SessionForm(fields): SessionForm) -> Response {
    change(&ctx, WhichAddress::Mail, fields.get("address")).await
}

/// Asks the new second address.
pub async fn show_notice_mail(ctx: Ctx) -> Response {
    ask(&ctx, WhichAddress::NoticeMail).await
}

/// Sends it a link.
pub async fn change_notice_mail(ctx: Ctx, SessionForm(fields): SessionForm) -> Response {
    change(&ctx, WhichAddress::NoticeMail, fields.get("address")).await
}

/// Takes the second address away.
pub async fn remove(ctx: Ctx, _form: SessionForm) -> Response {
    let result = async {
        let held = confirmed(&ctx, AccountPlace::Addresses).await?;
        let done = ctx.app.store.remove_notice_address(&acting(&ctx, held.view()), &ctx.context()).await?;
        let to = redirect("/account/addresses");
        match done {
            NoticeAddressRemoved::Gone | NoticeAddressRemoved::None => Ok(to.flash("address-removed").into_response()),
            // The page says until when.
            NoticeAddressRemoved::Cooling(_) => Ok(to.into_response()),
            NoticeAddressRemoved::NotAllowed => Err(nothing()),
        }
    };
    flow::answer(&ctx, result.await, async |_| list(&ctx).await).await
}

async fn ask(ctx: &Ctx, which: WhichAddress) -> Response {
    let result = form(ctx, which, "", None).await;
    flow::answer(ctx, result, async |again| form(ctx, which, "", Some(again)).await).await
}

async fn change(ctx: &Ctx, which: WhichAddress, typed: &str) -> Response {
    let result = send_link(ctx, which, typed).await;
    flow::answer(ctx, result, async |again| form(ctx, which, typed, Some(again)).await).await
}

async fn send_link(ctx: &Ctx, which: WhichAddress, typed: &str) -> Result<Response, Stop> {
    let held = confirmed(ctx, AccountPlace::Addresses).await?;
    let refused = |key| Stop::Refused("address", Refusal::Empty(key));
    let address = MailAddress::parse(typed).ok_or_else(|| refused("address-invalid"))?;
    let secret = SecretToken::generate(&*ctx.app.rng);
    let link = ctx.app.settings.public_url.join(&format!("/address-link?token={}", secret.expose().as_str()));
    let field = match which {
        WhichAddress::Mail => AddressField::Mail,
        WhichAddress::NoticeMail => AddressField::NoticeMail,
    };
    let request = AddressRequest {
        acting: acting(ctx, held.view()),
        field,
        address: &address,
        token: secret.hash(),
        link: &link,
    };
    let to = redirect("/account/addresses");
    match ctx.app.store.request_address_change(&request, &ctx.context()).await? {
        AddressAsked::Sent => Ok(to.flash("address-link-sent").into_response()),
        AddressAsked::Known => Err(refused("address-known")),
        AddressAsked::TooMany => Err(refused("address-too-many")),
        AddressAsked::Cooling(_) => Err(Stop::elsewhere(to)),
        AddressAsked::NotAllowed => Err(nothing()),
    }
}

async fn own(ctx: &Ctx) -> Result<(Confirmed, Account), Stop> {
    let held = confirmed(ctx, AccountPlace::Addresses).await?;
    let account = ctx.app.store.account(held.view().session.account).await?.ok_or_else(nothing)?;
    Ok((held, account))
}

async fn list(ctx: &Ctx) -> Result<Response, Stop> {
    let (held, account) = own(ctx).await?;
    let framed = reply::frame(ctx, Bound::Session).in_session(ctx, held.view());
    let page = AddressesPage {
        frame: framed.frame.clone(),
        cooling_until: account.cooling_until(ctx.now).map(|until| until_words(ctx, until)),
        mail: account.mail,
        notice_mail: account.notice_mail,
    };
    Ok(framed.show(StatusCode::OK, &page)?)
}

/// When something can be changed again, in words.
pub(in crate::routes) fn until_words(ctx: &Ctx, until: Timestamp) -> String {
    Texts::of(ctx.lang).date_time(until, &ctx.app.settings.zone)
}

async fn form(ctx: &Ctx, which: WhichAddress, typed: &str, again: Option<Again>) -> Result<Response, Stop> {
    let (held, account) = own(ctx).await?;
    if account.cooling_until(ctx.now).is_some() {
        return Err(Stop::elsewhere(redirect("/account/addresses")));
    }
    let mut framed = reply::frame(ctx, Bound::Session).in_session(ctx, held.view());
    let status = framed.refused(again);
    let page = AddressPage {
        frame: framed.frame.clone(),
        which,
        present: match which {
            WhichAddress::Mail => account.mail,
            WhichAddress::NoticeMail => account.notice_mail,
        },
        typed: typed.chars().take(MailAddress::MAX + 50).collect(),
    };
    Ok(framed.show(status.unwrap_or(StatusCode::OK), &page)?)
}
