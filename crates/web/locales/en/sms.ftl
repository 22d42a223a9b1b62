# SMS: at most 160 characters of the GSM alphabet together with the last line, which is added to it

sms-login-code = { $code } is your code to log in to { $product }. Never give this code to anyone.
sms-enrolment-code = { $code } is your code to link this number to { $product }. Never give it to anyone.
