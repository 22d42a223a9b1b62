//! Signing the marks that decide where the chain begins and ends again, when another root key became the active one.

use super::head::{HeadKind, SignedHead};
use super::marks::newest_mark;
use crate::StoreError;
use crate::db::{Tx, values};
use crate::work::Work;

/// Signs the end, the newest anchor and the newest cut with the active key, where another signed them; how many.
///
/// # Errors
///
/// [`StoreError::AuditChain`] when one of them is not as it was signed: nobody makes that good by signing it.
pub(crate) async fn marks_of_living_keys(work: &mut Work<'_>) -> Result<u64, StoreError> {
    let tail = work.take_tail().await?;
    let mut signed = 0;
    if let Some(text) = tail.signed
        && let Some(again) = again(work, &SignedHead::parse(&text).map_err(|_| StoreError::AuditChain)?)
    {
        let sql = "UPDATE audit_tail SET signed = $1 WHERE name = 'chain' AND signed = $2";
        signed += work.tx.execute(sql, &values![again.to_string(), text]).await?;
    }
    for kind in [HeadKind::Anchor, HeadKind::Cut] {
        let Some(mark) = newest_mark(&mut work.tx, kind).await? else { continue };
        let head = mark.open(&work.store.keyring).map_err(|_| StoreError::AuditChain)?;
        if let Some(again) = again(work, &head) {
            let sql = "UPDATE audit_head SET signed = $1 WHERE kind = $2 AND seq = $3 AND signed = $4";
            signed += work.tx.execute(sql, &values![again.to_string(), kind.as_str(), mark.seq, mark.signed]).await?;
        }
    }
    Ok(signed)
}

/// How many of them a key signed.
pub(crate) async fn marks_of_key(tx: &mut Tx, key_id: &str) -> Result<u64, StoreError> {
    let mut texts = Vec::new();
    let tail = tx.fetch_optional("SELECT signed FROM audit_tail WHERE name = 'chain'", &[]).await?;
    texts.extend(tail.map(|row| row.text_opt("signed")).transpose()?.flatten());
    for kind in [HeadKind::Anchor, HeadKind::Cut] {
        texts.extend(newest_mark(tx, kind).await?.map(|mark| mark.signed));
    }
    let of_key = |text: &&String| SignedHead::parse(text).is_ok_and(|head| head.key_id == key_id);
    Ok(texts.iter().filter(of_key).count() as u64)
}

fn again(work: &Work<'_>, head: &SignedHead) -> Option<SignedHead> {
    let keyring = &work.store.keyring;
    let other = head.key_id != keyring.active_key_id();
    other.then(|| SignedHead::sign(head.kind, head.seq, head.hash, head.at, keyring))
}
