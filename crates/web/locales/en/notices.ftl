# "This was not me": what mails and text messages say about it, and the page behind the link

mail-object-then = Then choose "This was not me" below. On the page that opens you close your account. Nobody can use it after that.
mail-object-action = This was not me
mail-object-or =
    { $has_phone ->
        [yes] The link works for 14 days. You can also call the help desk: { $help_desk }. Never give your password or a code to anybody, the help desk included.
       *[no] The link works for 14 days. You can also contact your help desk. Never give your password or a code to anybody, the help desk included.
    }

mail-address-changed-subject = An address or telephone number of your account was changed
mail-address-changed-lead = A mail address or telephone number of your account at { $product } was changed. You still hear from us at the old address for 30 days.
mail-account-suspended-subject = Your account was closed after your report
mail-account-suspended-lead = With the button "This was not me" in one of our mails somebody reported that your account at { $product } is used by somebody else. That is why nobody can get in now. The help desk makes it safe and opens it again.
mail-account-reinstated-subject = Your account is open again
mail-account-reinstated-lead = The help desk opened your account at { $product } again. What was not yours since the report is gone. The first time you log in you choose a new password.
mail-objection-subject = Account { $person } was closed after "This was not me"
mail-objection-lead = Somebody used the link "This was not me" from a mail to account { $person } of { $product }. The account is closed: all sessions and links have ended.
mail-objection-next = What to do now
mail-objection-next-then = Call the owner on a number that you knew before, and not on a number or address that was changed of late. Are you sure whom you speak with? Then let an administrator put the account right with "account reinstate". "account show" tells what is disputed.

sms-notice = { $product }: { $what }, { $when }.
sms-notice-where = { $product }: { $what }, { $when } from { $place }.
sms-notice-doubt =
    { $has_phone ->
        [yes] Was this not you? Call the help desk: { $help_desk }
       *[no] Was this not you? Contact your help desk
    }
sms-recovery-done = second factor removed with your recovery code
sms-recovery-again = recovery code entered once more
sms-factor-added = new second factor set up
sms-factor-removed = second factor removed
sms-key-counter = strange use of your security key
sms-code-issued = new recovery code made
sms-wrong-code = wrong recovery code entered
sms-code-voided = your recovery code does not work any more
sms-attack = wrong log-in code entered 5 times
sms-password-set = password set
sms-password-changed = password changed
sms-password-reset = new password after a reset mail
sms-recovery-waiting = recovery code used, reset follows later
sms-recovery-cancelled = reset was cancelled
sms-help-desk-reset = second factor removed with a reset link
sms-reset-started = reset started by the help desk
sms-address-changed = mail address or number changed
sms-account-suspended = account closed after a report
sms-account-reinstated = account open again

not-me-title = Was this not you?
not-me-lead = We wrote to you about your account at { $product }:
not-me-when = This happened on { $when }.
not-me-when-where = This happened on { $when }, from { $place }.
not-me-then = If this was not you, we close your account now:
not-me-then-closed = Nobody can log in any more, not even you.
not-me-then-ended = Whoever is logged in now is logged out at once.
not-me-then-code = Your recovery code does not work any more.
not-me-then-desk = The help desk is told and helps you back in.
not-me-safe = Your data is kept.
not-me-action = This was not me, close my account
not-me-was-me = Was it you? Then there is nothing to do. You can close this page.
not-me-done = It is done: your account is closed.
not-me-already = You have reported this before. Nothing more has changed.
not-me-done-title = Your account is closed
not-me-done-lead = Nobody can use your account any more. Everybody who was logged in is logged out. Your recovery code and old links do not work any more.
not-me-done-safe = Your data is kept. What was added or changed since this event is undone when the help desk opens your account again.
not-me-done-next = To log in again you need the help desk. They ask who you are and then send you a link. They never ask for your password or a code.
not-me-settled-title = This has been dealt with
not-me-settled-lead = This event was reported before, and the help desk has dealt with it. There is nothing more to do. Is there something that you do not trust?
not-me-dead-title = This link does not work
not-me-dead-lead = The link is too old or not complete. Open the link from the newest mail, or copy all of it. Is there something that you do not trust?
