"""Short and pet forms of given names, English and Spanish, as people use them at a front desk."""

# A line a formal name: the name, then what its bearers are called. Folded spelling (clinic.names.fold).
# Only forms in common use; one form may belong to several names ("pat": patricia, patrick).
_TABLE = """
abigail: abby gail
alejandra: ale sandra
alejandro: ale alex
alexander: alex alec sandy xander
alexandra: alex sandra sandy lexi
alfredo: fredo
andrew: andy drew
anthony: tony
antonio: tono tony
barbara: barb barbie babs
benjamin: ben benny
catherine: cathy kate katie kathy cat
charles: charlie chuck chas
christina: chris chrissy tina
christine: chris chrissy tina
christopher: chris topher
concepcion: concha conchita
cynthia: cindy
daniel: dan danny
david: dave davey
deborah: deb debbie debra
dolores: lola
dorothy: dot dottie dolly
eduardo: edu lalo
edward: ed eddie ned ted
eleanor: ellie nell nora
elizabeth: liz lizzie beth betty betsy eliza libby
enrique: quique kike
ernesto: neto
eugene: gene
eva: evita
federico: fede
fernando: nando fer
frances: fran frannie
francis: frank
francisca: paca paquita
francisco: paco pancho fran cisco
frederick: fred freddie rick
gabriel: gabe
gabriela: gaby gabi
gerald: gerry jerry
gerardo: gera
gregory: greg
gregorio: goyo
guadalupe: lupe lupita
guillermo: memo guille
harold: harry hal
henry: hank harry
ignacio: nacho
isabel: isa chabela
isabella: bella izzy
jacob: jake
jacqueline: jackie
james: jim jimmy jamie
janet: jan
jeffrey: jeff
jennifer: jen jenny
jesus: chuy chucho
jessica: jess jessie
joan: joanie
john: johnny jack
jonathan: jon jonny
jorge: coque
jose: pepe che
josefina: pepa fina
joseph: joe joey
joshua: josh
juan: juancho
judith: judy
katherine: kate katie kathy kat
kenneth: ken kenny
kimberly: kim
lawrence: larry
leonard: leo len lenny
luis: lucho
manuel: manolo manny
manuela: manu
margaret: maggie meg peggy marge margie
maria: mari mary
matthew: matt
megan: meg
mercedes: meche merche
michael: mike mick mikey
michelle: shelly
miguel: mike
nancy: nan
natalie: nat
nathan: nate
nathaniel: nate nathan
nicholas: nick nicky
pamela: pam
patricia: pat patty trish tricia paty
patrick: pat paddy
peter: pete
philip: phil pip
rafael: rafa
ramon: moncho
raymond: ray
rebecca: becky becca
ricardo: rick ricky
richard: rich rick ricky dick
robert: rob robbie bob bobby
roberto: beto rob
ronald: ron ronnie
rosario: charo
samantha: sam sammy
samuel: sam sammy
sandra: sandy
santiago: santi
sebastian: seb sebas
sergio: checo
stephanie: steph
stephen: steve stevie
steven: steve stevie
susan: sue susie suzy
teresa: tere tessa
theodore: ted teddy theo
theresa: terry tess tessa
thomas: tom tommy
timothy: tim timmy
valentina: vale tina
vanessa: nessa
veronica: vero ronnie
victor: vic
victoria: vicky tori
vincent: vince vinny
virginia: ginny
walter: walt wally
william: will bill billy willie liam
zachary: zach zack
"""


def _by_form(table: str) -> dict[str, frozenset[str]]:
    """Each form, and each formal name itself, to the formal names that it may stand for."""
    formal_names: dict[str, set[str]] = {}
    for line in table.strip().splitlines():
        formal, _, forms = line.partition(":")
        for form in (formal, *forms.split()):
            formal_names.setdefault(form, set()).add(formal)
    return {form: frozenset(names) for form, names in formal_names.items()}


NICKNAMES = _by_form(_TABLE)
