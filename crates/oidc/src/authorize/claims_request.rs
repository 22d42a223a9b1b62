//! `claims`: single claims, and what they must be (OpenID Connect Core section 5.5).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::acr::{Acr, AcrDemand};
use crate::error::Refused;
use crate::params::Params;

/// More names than this are refused.
const MAX: usize = 64;

/// What `claims` asked for. Names that the provider does not know stay unanswered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ClaimsRequest {
    /// Names asked for in the ID token.
    pub id_token: BTreeSet<String>,
    /// Names asked for at the userinfo endpoint.
    pub userinfo: BTreeSet<String>,
    /// What `acr` must be.
    pub acr: Option<AcrDemand>,
    /// Whose login it must be (`sub` with a value).
    pub subject: Option<String>,
}

/// Reads the parameter; a text that is no JSON object of the right shape is refused.
pub(super) fn read(params: &Params) -> Result<ClaimsRequest, Refused> {
    let malformed = Refused::request("claims is no JSON object of the right shape");
    let Some(text) = params.get("claims")? else {
        return Ok(ClaimsRequest::default());
    };
    let whole: Map<String, Value> = serde_json::from_str(text).map_err(|_| malformed)?;
    let id_token = section(&whole, "id_token").ok_or(malformed)?;
    let userinfo = section(&whole, "userinfo").ok_or(malformed)?;
    if id_token.len() + userinfo.len() > MAX {
        return Err(Refused::request("claims holds too many names"));
    }
    let acr = id_token.get("acr").or(userinfo.get("acr")).filter(|acr| !acr.is_null());
    let subject = |section: &Map<String, Value>| section.get("sub")?.get("value")?.as_str().map(str::to_owned);
    Ok(ClaimsRequest {
        acr: acr.map(demand),
        subject: subject(&id_token).or_else(|| subject(&userinfo)),
        id_token: id_token.into_iter().map(|(name, _)| name).collect(),
        userinfo: userinfo.into_iter().map(|(name, _)| name).collect(),
    })
}

/// One of the two sections; each member of it is null or an object.
fn section(whole: &Map<String, Value>, name: &str) -> Option<Map<String, Value>> {
    match whole.get(name) {
        None | Some(Value::Null) => Some(Map::new()),
        Some(Value::Object(members)) if members.values().all(|it| it.is_null() || it.is_object()) => {
            Some(members.clone())
        }
        Some(_) => None,
    }
}

fn demand(acr: &Value) -> AcrDemand {
    let one = acr.get("value").and_then(Value::as_str);
    let several = acr.get("values").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let names: Vec<&str> = one.into_iter().chain(several).collect();
    // Essential without a value asks for the claim, which the ID token always has.
    let essential = acr.get("essential").and_then(Value::as_bool).unwrap_or(false) && !names.is_empty();
    AcrDemand { known: names.into_iter().filter_map(Acr::parse).collect(), essential }
}
