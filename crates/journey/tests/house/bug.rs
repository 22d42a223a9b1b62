//! The planted bugs: each breaks one rule in the layer around the state machine, where a real portal could break it too.
//!
//! None of them touches `journey` or `credentials`. The loader, the wrapper around `step` and the commit ask [`Bug`] by name, so a search for a
//! variant shows the mistake that it stands for.

/// One mistake, or none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Bug {
    /// The portal as it should be.
    #[default]
    None,
    /// An account without factors gets a session for its password.
    SkipWizard,
    /// A code counts when it is anybody's, not only the account's own.
    FactorOfAnotherAccount,
    /// An accepted recovery code opens a session.
    CodeLogsIn,
    /// Nothing ever expires: the clock of a journey stands still between its steps.
    NoExpiry,
    /// The no-grant page leads into the wizard, and spending no grant is no failure.
    EnrolWithoutGrant,
    /// A wipe forgets to end the sessions.
    WipeLeavesSessions,
    /// A grant is found by its token only, and taken for one of whoever logs in.
    GrantOfAnotherAccount,
    /// Going from S2 to S3 and back forgets the wrong tries of the journey.
    CountsResetBySwitching,
    /// Neither the loader nor the commit looks at the epoch.
    NoEpochCheck,
    /// A new grant leaves the older one alive.
    TwoLiveGrants,
    /// An accepted code is taken for an active one.
    CodeAcceptedTwice,
    /// The time step of a code is not used up.
    StepNotBurnt,
    /// A code that was shown, and not typed back, is taken for an active one.
    ShownCodeCounts,
    /// The commit does not compare the revision of the journey.
    NoRevisionCheck,
    /// A wipe queues no notice.
    NobodyIsTold,
    /// A try is written down after it was verified, from the counter as it was before.
    CountedTooLate,
    /// A wrong try whose commit lost a race is dropped and not stepped again.
    LostWrongIsForgotten,
    /// An accepted code is spent at once, so that a recovery cannot be resumed.
    RecoveryNotResumable,
    /// Spending a grant leaves it alive.
    GrantStaysAlive,
    /// Any code that went out by SMS in the journey is right, not only the newest.
    OldSmsAccepted,
    /// Choosing another kind of factor at S2 forgets the wrong tries of the journey.
    SwitchingKindsResetsCounts,
    /// A key's row is written, and counts, when its ceremony begins.
    PendingKeyCounts,
    /// The facts leave out factors whose kind is switched off.
    SwitchedOffIsNoFactor,
    /// The settings of the kinds are not asked at S2.
    SwitchedOffLogsIn,
    /// A wrong answer of a key leaves its challenge where it was.
    ChallengeSurvives,
    /// The right to a second factor is looked up by the account, not by the journey in which the first was proven.
    LicenceOfAnotherJourney,
    /// Typing a code back leaves the epoch as it was.
    ConfirmingKeepsEpoch,
    /// A mailed link leads straight to the new password.
    LinkAloneSetsPassword,
    /// A mailed link opens the wizard of an account that has no factor, and spending no grant is no failure.
    LinkOpensWizard,
    /// Neither the new password nor anything else uses a mailed link up.
    LinkStaysAlive,
    /// The link that cancels a recovery logs its visitor in.
    CancelLinkOpens,
    /// A recovery does not wait for its delay.
    DelaySkipped,
    /// The session that is confirmed is looked up by the account, not by the browser.
    StepUpOfAnotherSession,
    /// A change of the password that is wanted comes right after the password.
    ForcedChangeBeforeFactor,
    /// Nobody asks whether a change of the password is wanted.
    ForcedChangeSkipped,
    /// An act in the account does not ask whether the session was confirmed.
    ActUnconfirmed,
    /// The count of a key is not stored.
    CountNotAdvanced,
    /// A passkey's answer counts whether its device verified the user or not.
    UnverifiedPasskeyCounts,
}
