# My account, and pages that only say something

account-title = My account
account-name = Name
account-factors-title = Your second factor
account-factor-since = Set up on { $date }
account-factor-used = Last used on { $at }
account-factor-never-used = Not used to log in yet
account-session-started = Logged in on
account-session-ends = Ends at the latest on
account-logout = Log out

not-found-title = This page does not exist
not-found = Perhaps the address is not complete, or the page has moved. You can go on through log in.
fault-title = Something went wrong on our side
fault = Your data is safe. Try again. Does it keep going wrong? Call the help desk and mention number { $number }.
away-title = The portal is not available for a moment
away = What you just did may not have been saved. Wait a minute and try again. Does it go on? Call the help desk and mention number { $number }.
busy-title = It is very busy now
busy = We cannot handle your request now. Nothing is lost. Wait { $wait } and try again.
csrf-title = We did not do this
csrf = This form was too old or came from another window. Nothing has changed. Go back to the page and try again.
other-site = This request came from another website. For your safety we did not do it. Nothing has changed.
bad-request-title = We cannot read this
bad-request = Your browser sent something that we could not read. Nothing has changed. Go back to the page and try again.
too-large = What you entered is too long. Nothing has changed. Go back to the page and enter less.
account-suspended-title = Your account has been suspended
account-suspended = You cannot log in now. The help desk can explain why and help you further.
try-again = Try again

inbox-title = Demo: messages and accounts
inbox-lead = Here are all mails and text messages that the demo would have sent. Outside the demo this page does not exist.
inbox-accounts-title = Accounts to try
inbox-state = State
inbox-code-now = Code at this moment
inbox-secret = Key of the app
inbox-messages-title = Messages
inbox-empty = There are no messages yet.
inbox-open-link = Open link
demo-state-never-enrolled = No second factor yet
demo-state-enrolled = Set up with an authenticator app
demo-state-enrolled-sms = Set up with text messages: the codes arrive below
demo-state-disabled = Suspended
too-large-title = This is too long
demo-state-activation-pending = Not activated yet: the link is in the message
inbox-recovery-code = Recovery code
