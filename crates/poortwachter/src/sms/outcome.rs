//! What came of one message at all gateways together.

use super::message::Answer;

/// One try at one gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// Which gateway.
    pub gateway: String,
    /// What it answered.
    pub answer: Answer,
}

/// What to do with the message now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done: somebody took it.
    Accepted {
        /// Who.
        gateway: String,
        /// Under which id.
        message_id: Option<String>,
    },
    /// Every gateway refused it for good.
    Refused {
        /// Who said what.
        reason: String,
    },
    /// Nobody took it, and asking again may help.
    Later {
        /// Who said what.
        reason: String,
    },
}

impl Outcome {
    /// Judges the tries; `skipped` gateways were not asked.
    pub fn of(tried: &[Tried], skipped: usize) -> Self {
        let taken = tried.iter().find_map(|one| match &one.answer {
            Answer::Accepted { message_id } => Some((one.gateway.clone(), message_id.clone())),
            _ => None,
        });
        if let Some((gateway, message_id)) = taken {
            return Self::Accepted { gateway, message_id };
        }
        let words: Vec<String> = tried.iter().map(|one| format!("{}: {}", one.gateway, one.answer.reason())).collect();
        let reason = if words.is_empty() { "every gateway rests after failures".to_owned() } else { words.join("; ") };
        let for_good = tried.iter().all(|one| matches!(one.answer, Answer::Refused { permanent: true, .. }));
        if for_good && skipped == 0 && !tried.is_empty() { Self::Refused { reason } } else { Self::Later { reason } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(gateway: &str, answer: Answer) -> Tried {
        Tried { gateway: gateway.to_owned(), answer }
    }

    #[test]
    fn only_what_everybody_refuses_for_good_is_given_up() {
        let refused = |permanent| Answer::Refused { permanent, reason: "no".to_owned() };
        let (for_good, for_now) = (tried("a", refused(true)), tried("b", refused(false)));
        let reason = "a: no".to_owned();
        assert_eq!(Outcome::of(std::slice::from_ref(&for_good), 0), Outcome::Refused { reason: reason.clone() });
        assert_eq!(Outcome::of(std::slice::from_ref(&for_good), 1), Outcome::Later { reason });
        assert_eq!(Outcome::of(&[for_good.clone(), for_now], 0), Outcome::Later { reason: "a: no; b: no".to_owned() });
        assert!(matches!(Outcome::of(&[], 2), Outcome::Later { .. }));
        let taken = tried("b", Answer::Accepted { message_id: None });
        assert_eq!(Outcome::of(&[for_good, taken], 0), Outcome::Accepted { gateway: "b".to_owned(), message_id: None });
    }
}
