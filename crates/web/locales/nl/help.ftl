# Hulp en "Ik kan niet inloggen"

help-title = Hulp
help-topics = Alle hulponderwerpen
help-all = Alle hulpteksten op één pagina
help-all-why = Wilt u alles onder elkaar lezen, afdrukken of doorzoeken? Kijk bij:
help-all-find = Zoekt u een woord? Druk op Ctrl en F tegelijk (op een Mac: Cmd en F) en typ het woord. Op een telefoon kiest u in het menu van de browser voor zoeken op deze pagina.
help-contents = Inhoud
help-to-contents = Naar de inhoud
help-back = Terug
help-search-title = Zoeken in de hulp
help-search-label = Zoek in de hulp
help-search-action = Zoeken
help-search-empty = Typ een of twee woorden, bijvoorbeeld: telefoon kwijt.
help-search-found = { $count ->
    [one] 1 plaats gevonden.
   *[other] { $count } plaatsen gevonden.
}
help-search-nothing = Wij vonden niets voor „{ $question }”.
help-search-fewer = Kijk of het woord goed gespeld is, of zoek met één woord, bijvoorbeeld: sms.
help-search-look = Kijk of uw onderwerp ertussen staat:
help-search-call = Komt u er niet uit?

stuck-lead = Wat is er aan de hand? Kies wat bij u past. U hoeft niets zeker te weten: u kunt altijd terug.
stuck-names = Gebruikersnaam en wachtwoord
stuck-password = Ik ben mijn wachtwoord vergeten
stuck-password-answer = U krijgt een mail waarmee u een nieuw wachtwoord kiest.
stuck-username = Ik weet mijn gebruikersnaam niet meer
stuck-username-answer = U krijgt een mail met uw gebruikersnaam.
stuck-refused = Mijn gebruikersnaam of wachtwoord wordt niet geaccepteerd
stuck-refused-answer = Vier dingen die u eerst kunt nakijken.
stuck-second = Telefoon, sleutel en codes
stuck-lost = Mijn telefoon of sleutel is kwijt, kapot of nieuw
stuck-lost-answer = Met uw herstelcode stelt u zelf een nieuwe in.
stuck-no-code = Ik heb ook geen herstelcode meer
stuck-no-code-answer = De helpdesk helpt u verder.
stuck-factor = Mijn code klopt niet, of ik krijg geen code
stuck-factor-answer = Tips voor de app, sms en de sleutel.
stuck-account = Mijn account
stuck-new = Ik ben hier voor het eerst
stuck-new-answer = U begint met de link in uw activatiemail.
stuck-link = De link in mijn mail werkt niet
stuck-link-answer = Wat u kunt proberen, en hoe u een nieuwe krijgt.
stuck-wait = Ik moet wachten, of mijn account is geblokkeerd
stuck-wait-answer = Waarom dat is en hoe lang het duurt.
stuck-closed = Er staat dat mijn account is stopgezet
stuck-closed-answer = Wie u kan vertellen waarom.
stuck-nothing-fits = Staat uw probleem er niet bij?
stuck-never-tell = Geef nooit uw wachtwoord, een code of uw herstelcode door: de helpdesk vraagt er niet om.
