# Confirming in the account, and what lies behind it

confirm-title = Confirm that it is you
confirm-how = Enter your password. After that we ask for your second factor. The confirmation holds for five minutes.
confirm-wrong = This password is not right. Try again.
confirm-action = Confirm
confirm-for-overview = You want to change something in your account.
confirm-for-add-factor = You want to add a second factor.
confirm-for-replace-factor = You want to replace a second factor.
confirm-for-remove-factor = You want to remove a second factor.
confirm-for-new-code = You want a new recovery code.
confirm-for-try-code = You want to try your recovery code.
confirm-for-password = You want to change your password.
confirm-for-addresses = You want to change your mail addresses.
confirm-for-export = You want to download your data.
back-to-account = Back to My account
choose-act-title = Choose a method
act-add-title = Add a second factor
act-add-what = You now set up another method. Your current method goes on working. If you lose one, you can log in with the other.
act-replace-title = Replace a second factor
act-replace-what = You now set up a new method. As soon as it works, this one is removed.
act-code-title = New recovery code
act-code-what = You now get a new recovery code. Your old code stops working at that moment.
