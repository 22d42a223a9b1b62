//! The words that stand on buttons, links and fields, as the article and the design give them: a person finds things by them.

/// The words of one language.
pub struct Words {
    /// Its code, as `Accept-Language` and the page's `lang` have it.
    pub lang: &'static str,
    /// The link to the other language.
    pub other_language: &'static str,
    /// S1: title and button.
    pub log_in: &'static str,
    /// S1: field.
    pub username: &'static str,
    /// S1: field.
    pub password: &'static str,
    /// S1: shows the password.
    pub show: &'static str,
    /// S1: hides the password.
    pub hide: &'static str,
    /// S1: checkbox.
    pub remember: &'static str,
    /// S1: link.
    pub cannot_log_in: &'static str,
    /// S2: title.
    pub second_factor: &'static str,
    /// S2 and S5: field.
    pub app_code: &'static str,
    /// S2: link.
    pub second_factor_help: &'static str,
    /// S2: link.
    pub second_factor_problems: &'static str,
    /// S2: link; S3: title.
    pub reset: &'static str,
    /// S3: field.
    pub recovery_code: &'static str,
    /// S3: button.
    pub set_up_again: &'static str,
    /// S3: link.
    pub reset_help: &'static str,
    /// S3: link.
    pub recovery_code_problems: &'static str,
    /// S3: link.
    pub back_to_second_factor: &'static str,
    /// S2 and S3: button that looks like a link.
    pub back_to_login: &'static str,
    /// S4: title.
    pub introduction: &'static str,
    /// S4: button.
    pub begin: &'static str,
    /// S4: warning after a reset.
    pub keep_old_code: &'static str,
    /// S5: title.
    pub method: &'static str,
    /// S5: question.
    pub method_question: &'static str,
    /// S5: card.
    pub app: &'static str,
    /// S5: card.
    pub security_key: &'static str,
    /// S5: card.
    pub sms: &'static str,
    /// S5: title of the key's set-up.
    pub key_setup: &'static str,
    /// S5: field.
    pub key_name: &'static str,
    /// S5: button that asks the key.
    pub set_up_key: &'static str,
    /// S2: button that asks the key.
    pub use_key: &'static str,
    /// S5: card.
    pub passkey: &'static str,
    /// S5: title of the passkey's set-up.
    pub passkey_setup: &'static str,
    /// S5: field.
    pub passkey_name: &'static str,
    /// S5: button that asks the passkey's device.
    pub set_up_passkey: &'static str,
    /// S2: button that asks the passkey's device.
    pub use_passkey: &'static str,
    /// S5: title of the set-up of SMS.
    pub sms_setup: &'static str,
    /// S5: how safe SMS is, before it is chosen.
    pub sms_risk: &'static str,
    /// S5: field.
    pub phone: &'static str,
    /// S5: button that sends the first code.
    pub send_code: &'static str,
    /// S2 and S5: field.
    pub sms_code: &'static str,
    /// S2 and S5: button that sends another code.
    pub send_new_code: &'static str,
    /// S5: button that looks like a link.
    pub other_number: &'static str,
    /// S2: heading over the other methods.
    pub other_methods: &'static str,
    /// S2: button.
    pub use_app: &'static str,
    /// S2: button.
    pub use_security_key: &'static str,
    /// S2: button.
    pub use_sms: &'static str,
    /// After S6: title.
    pub second_advice: &'static str,
    /// After S6: button that takes the advice.
    pub set_up_second: &'static str,
    /// After S6: button that declines it.
    pub not_now: &'static str,
    /// S5 once more: title.
    pub another_method: &'static str,
    /// S5: button.
    pub choose: &'static str,
    /// S5: title of the app's set-up.
    pub app_setup: &'static str,
    /// S5 and S6: button.
    pub confirm: &'static str,
    /// S5: link.
    pub back_to_method: &'static str,
    /// S5: link.
    pub back_to_introduction: &'static str,
    /// S6: title.
    pub recovery_code_title: &'static str,
    /// S6: link.
    pub download: &'static str,
    /// S6: field.
    pub typed_back: &'static str,
    /// After S6.
    pub finished: &'static str,
    /// S7: title.
    pub account: &'static str,
    /// S7: button.
    pub log_out: &'static str,
    /// S1 after S7.
    pub logged_out: &'static str,
    /// S1 after S3.
    pub wiped: &'static str,
    /// No-grant page: title.
    pub no_grant: &'static str,
    /// No-grant page: main button.
    pub enter_code: &'static str,
    /// No-grant page: why.
    pub elsewhere: &'static str,
    /// The error's first word.
    pub error: &'static str,
    /// The error of S1.
    pub login_wrong: &'static str,
    /// The error of S2 and S5.
    pub code_wrong: &'static str,
    /// Activation page: title.
    pub activate: &'static str,
    /// Activation page: button.
    pub save_password: &'static str,
    /// Leaving page: title for the silent application.
    pub leaving: &'static str,
    /// The page behind a link that was used: title.
    pub link_used: &'static str,
    /// The page behind a link that is too old, replaced or stopped: title.
    pub link_dead: &'static str,
    /// Help pages: link back.
    pub help_back: &'static str,
    /// The step bar's word for a step that is done.
    pub done: &'static str,
}

/// Dutch.
pub const NL: Words = Words {
    lang: "nl",
    other_language: "English",
    log_in: "Inloggen",
    username: "Gebruikersnaam",
    password: "Wachtwoord",
    show: "weergeven",
    hide: "verbergen",
    remember: "Onthoud mijn gebruikersnaam",
    cannot_log_in: "Ik kan niet inloggen",
    second_factor: "Tweefactorauthenticatie",
    app_code: "Code uit uw app",
    second_factor_help: "Tweefactorauthenticatie help",
    second_factor_problems: "Tweefactorauthenticatie problemen?",
    reset: "Tweefactorauthenticatie opnieuw instellen",
    recovery_code: "Herstelcode",
    set_up_again: "Opnieuw instellen",
    reset_help: "Reset help",
    recovery_code_problems: "Herstelcode problemen?",
    back_to_second_factor: "Terug naar tweefactorauthenticatie",
    back_to_login: "Terug naar inloggen",
    introduction: "Introductie",
    begin: "Beginnen",
    keep_old_code: "Bewaar uw oude herstelcode tot u klaar bent.",
    method: "Tweefactorauthenticatie instellen",
    method_question: "Op welke wijze wilt u de extra verificatiestap uitvoeren?",
    app: "Authenticator App",
    security_key: "USB Beveiligingssleutel",
    sms: "SMS",
    key_setup: "USB Beveiligingssleutel instellen",
    key_name: "Naam van de sleutel",
    set_up_key: "Sleutel instellen",
    use_key: "Sleutel gebruiken",
    passkey: "Passkey (telefoon of laptop)",
    passkey_setup: "Passkey instellen",
    passkey_name: "Naam van de passkey",
    set_up_passkey: "Passkey instellen",
    use_passkey: "Passkey gebruiken",
    sms_setup: "SMS instellen",
    sms_risk: "sms is minder veilig dan een app of een sleutel",
    phone: "Mobiel telefoonnummer",
    send_code: "Code sturen",
    sms_code: "Code uit de sms",
    send_new_code: "Nieuwe code sturen",
    other_number: "Ander nummer invullen",
    other_methods: "Andere methode gebruiken",
    use_app: "Authenticator App gebruiken",
    use_security_key: "USB Beveiligingssleutel gebruiken",
    use_sms: "SMS gebruiken",
    second_advice: "Stel ook een tweede methode in",
    set_up_second: "Tweede methode instellen",
    not_now: "Nu niet",
    another_method: "Nog een methode instellen",
    choose: "Verder met deze methode",
    app_setup: "Authenticator App instellen",
    confirm: "Code bevestigen",
    back_to_method: "Terug naar de keuze van de methode",
    back_to_introduction: "Terug naar introductie",
    recovery_code_title: "Herstelcode",
    download: "Downloaden",
    typed_back: "Vul de herstelcode nog een keer in",
    finished: "U bent klaar.",
    account: "Mijn account",
    log_out: "Uitloggen",
    logged_out: "U bent uitgelogd.",
    wiped: "Uw oude methode is verwijderd.",
    no_grant: "Ga verder met instellen",
    enter_code: "Herstelcode invullen",
    elsewhere: "U kunt op deze computer niet verder met instellen.",
    error: "Fout",
    login_wrong: "De gebruikersnaam of het wachtwoord klopt niet.",
    code_wrong: "Deze code klopt niet.",
    activate: "Account activeren",
    save_password: "Wachtwoord opslaan",
    leaving: "U gaat naar Stille applicatie",
    link_used: "Deze link is al gebruikt",
    link_dead: "Deze link werkt niet meer",
    help_back: "Terug",
    done: "klaar",
};

/// English.
pub const EN: Words = Words {
    lang: "en",
    other_language: "Nederlands",
    log_in: "Log in",
    username: "Username",
    password: "Password",
    show: "show",
    hide: "hide",
    remember: "Remember my username",
    cannot_log_in: "I cannot log in",
    second_factor: "Two-factor authentication",
    app_code: "Code from your app",
    second_factor_help: "Two-factor authentication help",
    second_factor_problems: "Problems with two-factor authentication?",
    reset: "Set up two-factor authentication again",
    recovery_code: "Recovery code",
    set_up_again: "Set up again",
    reset_help: "Reset help",
    recovery_code_problems: "Problems with the recovery code?",
    back_to_second_factor: "Back to two-factor authentication",
    back_to_login: "Back to log in",
    introduction: "Introduction",
    begin: "Begin",
    keep_old_code: "Keep your old recovery code until you are finished.",
    method: "Set up two-factor authentication",
    method_question: "How do you want to do the extra verification step?",
    app: "Authenticator app",
    security_key: "USB security key",
    sms: "SMS",
    key_setup: "Set up a USB security key",
    key_name: "Name of the key",
    set_up_key: "Set up the key",
    use_key: "Use the key",
    passkey: "Passkey (phone or laptop)",
    passkey_setup: "Set up a passkey",
    passkey_name: "Name of the passkey",
    set_up_passkey: "Set up the passkey",
    use_passkey: "Use the passkey",
    sms_setup: "Set up text messages",
    sms_risk: "text messages are less safe than an app or a key",
    phone: "Mobile phone number",
    send_code: "Send a code",
    sms_code: "Code from the text message",
    send_new_code: "Send a new code",
    other_number: "Enter another number",
    other_methods: "Use another method",
    use_app: "Use the authenticator app",
    use_security_key: "Use the USB security key",
    use_sms: "Use a text message",
    second_advice: "Set up a second method as well",
    set_up_second: "Set up a second method",
    not_now: "Not now",
    another_method: "Set up another method",
    choose: "Go on with this method",
    app_setup: "Set up the authenticator app",
    confirm: "Confirm code",
    back_to_method: "Back to the choice of the method",
    back_to_introduction: "Back to the introduction",
    recovery_code_title: "Recovery code",
    download: "Download",
    typed_back: "Enter the recovery code once more",
    finished: "You are finished.",
    account: "My account",
    log_out: "Log out",
    logged_out: "You are logged out.",
    wiped: "Your old method has been removed.",
    no_grant: "Go on setting up",
    enter_code: "Enter recovery code",
    elsewhere: "You cannot go on setting up on this computer.",
    error: "Error",
    login_wrong: "The username or the password is not right.",
    code_wrong: "This code is not right.",
    activate: "Activate account",
    save_password: "Save password",
    leaving: "You are going to Stille applicatie",
    link_used: "This link has been used already",
    link_dead: "This link does not work any more",
    help_back: "Back",
    done: "done",
};
