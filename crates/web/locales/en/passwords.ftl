# A new password in a journey, and what holds after a recovery

password-reset = Your new password has been set. Log in with it.
no-grant-title-link = Call the help desk
no-grant-link-without-factor = No second factor is set up for this account now. That is why you cannot set your password yourself: a link in a mail is not enough for it. The help desk will help you. Your data is safe.
recovery-code-fresh-cancelled = A recovery of your account was under way. Because you have now logged in as usual, it has been stopped and your old recovery code does not work any more. That is why you get a new code.
recovery-code-fresh-asked = This is your new recovery code. Your old code does not work any more.
factor-added = The second factor has been added.
factor-replaced = The second factor has been replaced. The old one does not work any more.
code-renewed = Your new recovery code has been confirmed. The old one does not work any more.
