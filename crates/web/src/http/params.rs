//! The parameters of OpenID Connect as a browser brings them, in an address or in a form of an application.

use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use oidc::Params;
use percent_encoding::percent_decode;

use super::body::MAX_BODY;
use super::fields::is_form;
use super::reply;
use crate::app::App;
use crate::ctx::Ctx;

/// Stands for a value that is no UTF-8: the rules refuse a control character where they refuse what is unreadable.
const UNREADABLE: &str = "\0";

/// Reads the text of a query or a body. A value that is no UTF-8 is wrong in itself and spoils no other: the answer may still find its
/// way to the application.
pub fn params(text: &[u8]) -> Params {
    let pairs = text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    Params::new(pairs.map(|pair| {
        let (name, value) =
            pair.iter().position(|byte| *byte == b'=').map_or((pair, &b""[..]), |at| (&pair[..at], &pair[at + 1..]));
        (decode(name).unwrap_or_default(), decode(value).unwrap_or_else(|| UNREADABLE.to_owned()))
    }))
}

fn decode(text: &[u8]) -> Option<String> {
    let spaced: Vec<u8> = text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    percent_decode(&spaced).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

/// A form that an application sent people with: read within 64 KiB, without a token of ours.
pub struct ForeignForm {
    /// What stands in it.
    pub params: Params,
    /// The same as text, for the way on as an address.
    pub text: String,
}

impl FromRequest<Arc<App>> for ForeignForm {
    type Rejection = Response;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let ctx = Ctx::from_request_parts(&mut parts, app).await?;
        let refuse = |(status, title, text)| {
            reply::message(&ctx, status, title, text).unwrap_or_else(IntoResponse::into_response)
        };
        if !is_form(&parts.headers) {
            return Err(refuse((StatusCode::UNSUPPORTED_MEDIA_TYPE, "bad-request-title", "bad-request")));
        }
        let whole = Limited::new(body, MAX_BODY).collect().await.map_err(|error| {
            refuse(if error.downcast_ref::<LengthLimitError>().is_some() {
                (StatusCode::PAYLOAD_TOO_LARGE, "too-large-title", "too-large")
            } else {
                (StatusCode::BAD_REQUEST, "bad-request-title", "bad-request")
            })
        })?;
        let whole = whole.to_bytes();
        Ok(Self { params: params(&whole), text: String::from_utf8_lossy(&whole).into_owned() })
    }
}

#[cfg(test)]
mod tests {
    use oidc::params::ParamFault;

    use super::*;

    #[test]
    fn one_unreadable_value_spoils_no_other() {
        let read = params(b"state=%ff&scope=openid+email&a=1&a=1&nonce=\xff&empty=&flag");
        assert_eq!(read.get("scope"), Ok(Some("openid email")));
        assert_eq!((read.get("state"), read.get("nonce")), (Err(ParamFault::Control), Err(ParamFault::Control)));
        assert_eq!(read.get("a"), Err(ParamFault::Doubled));
        assert_eq!((read.get("empty"), read.get("flag")), (Ok(None), Ok(None)));
    }
}
