# Applicaties die over OpenID Connect inloggen

begin-again-title = Begin opnieuw bij de applicatie
begin-again = Deze aanvraag om in te loggen is te oud of al gebruikt. Ga terug naar de applicatie waar u naartoe wilde en log daar opnieuw in.
begin-again-at = Deze aanvraag om in te loggen is te oud of al gebruikt. Ga terug naar { $application } en log daar opnieuw in.

trouble-title = Deze applicatie kan u niet laten inloggen
trouble-lead = Er is iets mis met de aanvraag van de applicatie. Dat ligt niet aan u. Ga terug naar de applicatie en probeer het opnieuw.
trouble-tell = Blijft het misgaan? Geef dit dan door aan de beheerder van de applicatie:
trouble-application = Applicatie
trouble-what = Wat er mis is
trouble-number = Nummer van de aanvraag
trouble-when = Wanneer
trouble-unknown-client = De applicatie is hier niet bekend, of staat uit (client_id).
trouble-redirect-uri = Het adres voor het antwoord is hier niet geregistreerd voor deze applicatie (redirect_uri).
trouble-pushed = De aanvraag die de applicatie vooraf stuurde is te oud, al gebruikt of onbekend (request_uri).

confirm-for-level = { $application } vraagt om een veiliger manier van inloggen. Daarvoor hebt u uw beveiligingssleutel of passkey nodig.
confirm-for-application = { $application } vraagt u om nog een keer te laten zien dat u het bent.

other-account-title = Met welk account wilt u verder?
other-account-who = U bent ingelogd als { $username }.
other-account-choose = U gaat naar { $application }.
other-account-else = { $application } vraagt om een ander account.
other-account-stay = Verder als { $username }
other-account-switch = Inloggen met een ander account
other-account-switch-what = Kiest u een ander account? Dan loggen wij u eerst uit, ook bij de andere applicaties.

consent-title = Mag { $application } weten wie u bent?
consent-lead = U bent ingelogd als { $username }. De applicatie is niet van { $organisation } en vraagt deze gegevens:
consent-new = Nieuw
consent-until = De applicatie mag deze gegevens opvragen zolang u bent ingelogd, uiterlijk tot { $until }.
consent-once = De applicatie krijgt deze gegevens nu u inlogt, en kan ze nog hooguit tien minuten opvragen.
consent-kept = Wij onthouden dat u ja zegt. U kunt het intrekken bij Mijn account.
consent-yes = Ja, gegevens delen
consent-no = Nee, niet delen
scope-openid = Een vast nummer dat bij uw account hoort, hoe u bent ingelogd, en wanneer uw account is hersteld
scope-profile = Uw naam, gebruikersnaam en taal
scope-email = Uw mailadres
scope-phone = Uw telefoonnummer
scope-groups = De groepen waar u bij hoort
scope-offline = Uw gegevens opvragen zonder dat u erbij bent, zolang u bent ingelogd

leaving-refused = U hebt nee gezegd. Wij geven uw gegevens niet door. Dit gaat vanzelf. Gebeurt er niets? Klik dan op de knop.
leaving-logged-out = U bent uitgelogd. Dit gaat vanzelf. Gebeurt er niets? Klik dan op de knop.
form-post-lead = Dit gaat vanzelf. Gebeurt er niets? Klik dan op de knop.

end-session-title = Wilt u uitloggen?
end-session-asked = { $application } vraagt om u uit te loggen.
end-session-who = U bent ingelogd als { $username }.
end-session-what = Dan bent u ook uitgelogd bij de andere applicaties die u met dit account in deze browser hebt geopend.
end-session-stay = Nee, ingelogd blijven

applications-title = Uw applicaties
applications-lead = Deze applicaties weten wie u bent, omdat u daar met dit account hebt ingelogd.
applications-none = Er zijn nog geen applicaties.
applications-alive = Ingelogd
applications-agreed = Toestemming
applications-house = Van { $organisation }: hiervoor is geen toestemming nodig
applications-knows = Mag weten
applications-used = Laatst gebruikt
applications-withdraw = Toegang intrekken
applications-withdraw-what = Trekt u de toegang in, dan kan de applicatie niets meer opvragen. Wat zij al weet, blijft bij de applicatie. Bij de volgende keer inloggen vragen wij weer om toestemming als dat nodig is.
applications-link = Applicaties bekijken
applications-overview = Welke applicaties weten wie u bent, en hoe u dat intrekt.
application-withdrawn = De toegang is ingetrokken.

activity-application = Naar een applicatie: { $detail }
activity-consent = Toestemming gegeven aan { $detail }
activity-consent-refused = Geen toestemming gegeven aan { $detail }
activity-consent-revoked = Toegang ingetrokken van { $detail }
