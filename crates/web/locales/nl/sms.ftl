# SMS: at most 160 characters of the GSM alphabet together with the last line, which is added to it

sms-login-code = { $code } is uw code om in te loggen bij { $product }. Geef deze code aan niemand door.
sms-enrolment-code = { $code } is uw code om dit nummer te koppelen aan { $product }. Geef hem aan niemand door.
