//! `acr_values` and the essential `acr` of `claims`: the level that is asked for (OP-13).

use super::ClaimsRequest;
use crate::acr::{Acr, AcrDemand};
use crate::error::Refused;
use crate::params::Params;

/// More values than this are refused.
const MAX: usize = 16;

/// One demand from both ways of asking; an essential claim goes before the parameter (OpenID Connect Core section 5.5.1.1).
pub(super) fn combine(params: &Params, claims: &ClaimsRequest) -> Result<AcrDemand, Refused> {
    let values: Vec<&str> = params.get("acr_values")?.unwrap_or_default().split_ascii_whitespace().collect();
    if values.len() > MAX {
        return Err(Refused::request("acr_values holds too many values"));
    }
    Ok(match &claims.acr {
        Some(demand) if demand.essential || values.is_empty() => demand.clone(),
        _ => AcrDemand { known: values.into_iter().filter_map(Acr::parse).collect(), essential: false },
    })
}
