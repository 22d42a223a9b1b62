# Passkeys van een telefoon of laptop.

method-passkey = Passkey (telefoon of laptop)
method-passkey-time = Instellen duurt ongeveer 1 minuut.
method-passkey-need = U hebt een telefoon of laptop nodig die u met uw vinger, gezicht of pincode ontgrendelt.
method-passkey-safe = Heel veilig: een passkey werkt nooit op een nepsite. Alleen een beveiligingssleutel is veiliger, want die is niet te kopiëren.
other-method-passkey = Passkey gebruiken

passkey-setup-title = Passkey instellen
passkey-setup-what = Met een passkey logt u in zoals u uw telefoon of laptop ontgrendelt: met uw vinger, gezicht of pincode. U hoeft geen code over te typen.
passkey-setup-safe = Uw vingerafdruk, gezicht of pincode blijft op uw apparaat. Wij krijgen die niet. Vaak bewaart Apple, Google of uw wachtwoordmanager de passkey ook op uw andere apparaten. Beveilig dat account dus goed.
passkey-setup-name-title = Geef uw passkey een naam
passkey-name-label = Naam van de passkey
passkey-name-hint = Zo herkent u hem later, bijvoorbeeld Telefoon of Laptop. U mag dit leeg laten.
passkey-setup-unlock-title = Ontgrendel uw telefoon of laptop
passkey-setup-unlock = Klik op de knop. Uw browser vraagt waar u de passkey wilt bewaren. Kies dit apparaat, of scan de QR-code met uw telefoon. Ontgrendel het apparaat dan met uw vinger, gezicht of pincode.
passkey-setup-action = Passkey instellen
passkey-setup-help = Hulp bij de passkey

second-factor-passkey-what = Klik op de knop en ontgrendel uw telefoon of laptop met uw vinger, gezicht of pincode.
second-factor-passkey-names = Uw passkeys: { $names }.
passkey-use-action = Passkey gebruiken
passkey-unlock = Ontgrendel uw telefoon of laptop met uw vinger, gezicht of pincode.
passkey-window = Uw browser laat een venster zien. Volg wat daar staat. Staat de passkey op uw telefoon? Kies die dan en scan de QR-code. Wilt u stoppen? Klik in dat venster op „Annuleren”.
passkey-checking = Wij controleren het antwoord van uw passkey.
passkey-out-lost = Telefoon of laptop kwijt of stuk?
passkey-cancelled = De controle is gestopt voordat uw passkey antwoord gaf. Er is niets gebeurd. Klik nog een keer op de knop.
passkey-cancelled-enrol = Het instellen is gestopt voordat de passkey was gemaakt. Er is niets gebeurd. Klik nog een keer op de knop.
passkey-time-out = Het duurde te lang. Er is niets gebeurd. Klik op de knop en ontgrendel uw telefoon of laptop.
passkey-known = Op dit apparaat staat al een passkey of sleutel van uw account. U kunt er gewoon mee inloggen. Kies een ander apparaat.
passkey-unknown = Deze passkey hoort niet bij uw account. Kies in het venster van uw browser de passkey die u hier hebt ingesteld, of uw telefoon.
passkey-wrong-site = Uw browser weigert de passkey op dit adres. Kijk of het adres boven in uw scherm klopt en log opnieuw in. Blijft het misgaan? Bel dan de helpdesk.
passkey-no-support = Deze browser of dit apparaat kan geen passkey gebruiken. Zet een schermvergrendeling aan, of probeer het met een andere browser of een ander apparaat.
passkey-no-script = Voor een passkey is JavaScript nodig. Dat staat uit in uw browser. Zet het aan en laad deze pagina opnieuw.
passkey-failed = Het antwoord van de passkey klopte niet. Klik nog een keer op de knop.
passkey-not-verified = Uw apparaat is niet ontgrendeld. Een passkey werkt alleen als u uw vinger, gezicht of pincode gebruikt. Klik nog een keer op de knop.
passkey-not-possible = Dit apparaat kan de passkey niet bewaren. Kies een ander apparaat, of een andere methode.
passkey-changed = Deze passkey is veranderd sinds u hem instelde. Daarom vertrouwen wij hem niet meer. Bel de helpdesk.
key-is-passkey = Dit is een passkey van een telefoon of laptop, geen USB beveiligingssleutel. Steek een sleutel in de USB-poort en probeer het opnieuw.
