"""Words of speech: verbs that report, verbs that judge in words, nouns for what is said and who says it.

The verb classes follow the reporting-verb classes of Bergler (1992) and Krestel et al. (2008) in outline; the
lists are our own. All entries are lemmas in lower case; British and American spellings both stand.
"""

from __future__ import annotations


def lemmas(text: str) -> frozenset[str]:
    """The words of a white-space separated list, as a set."""
    return frozenset(text.split())


#: Verbs whose complement clause or quotation is what was said or written.
SAY = lemmas(
    "say tell add state declare announce claim assert insist argue note remark comment observe explain "
    "warn caution admit acknowledge concede confess confirm deny reiterate repeat stress emphasise "
    "emphasize underline underscore maintain contend allege reply respond retort answer counter ask "
    "demand urge vow pledge promise swear threaten hint suggest indicate imply signal predict forecast "
    "boast joke quip complain lament protest object exclaim proclaim write tweet post blog testify recall "
    "conclude read continue report inform assure remind advise begin speak talk cite quote mutter shout "
    "yell snap fume thunder enthuse gush muse wonder opine propose offer refuse summarise summarize "
    "affirm reaffirm aver profess plead beg appeal call counsel reveal disclose divulge interject "
    "conjecture speculate estimate rejoin venture posit intone whisper bark growl vent rant rail inveigh "
    "brag crow gloat apologise apologize recommend instruct order notify specify clarify elaborate vouch "
    "guarantee agree invite exhort implore beseech challenge sum put point retweet message text cable "
    "telegraph hope wish undertake commit chant sing cry roar recite dispute rebut refute query "
    "relate recount stipulate require express voice slip"
)
#: Verbs that give somebody's judgement of an object in his own words ("called the pact a \"trap\"").
JUDGE = lemmas(
    "call describe label brand dub term characterise characterize portray denounce condemn dismiss decry "
    "slam blast criticise criticize hail praise laud welcome commend applaud mock deride ridicule accuse "
    "blame reject rebuke castigate attack lambast lambaste lash assail berate scold chide pillory deplore "
    "regret bemoan refer liken compare depict pronounce deem rate define cast paint frame greet thank "
    "compliment tout trumpet defend justify invoke scorn denigrate disparage vilify censure reprimand "
    "reproach upbraid taunt insult disown laugh scoff sneer bristle congratulate salute extol celebrate "
    "honour honor eulogise eulogize flatter deny bill advertise charge rubbish trash pan warn summarise "
    "summarize find style brush shrug wave belittle protest excoriate flay skewer"
)
#: Verbs of thought and will: what they govern was said in those words only when more than a bare term.
THINK = lemmas(
    "believe think fear hope want wish expect consider view regard see feel favour favor support back "
    "seek doubt resolve desire intend plan prefer press push agree aim lobby campaign decide order rule"
)
SPEECH = SAY | JUDGE
#: Verbs of :data:`SAY` whose reported clause is kept as indirect speech.
REPORTS = lemmas(
    "say tell add state declare announce claim assert insist argue note remark observe explain warn "
    "caution admit acknowledge concede confess confirm deny reiterate repeat stress emphasise emphasize "
    "underline underscore maintain contend allege reply respond retort answer counter vow pledge promise "
    "swear threaten hint suggest indicate imply signal predict boast complain lament protest proclaim "
    "write testify conclude assure remind affirm reaffirm aver reveal disclose inform speculate estimate "
    "agree posit clarify recall demand propose recommend urge ask report"
)
#: Reporting verbs that take back what follows: their words stay in the reported text.
DENIALS = lemmas("deny refute rebut dispute reject")
#: Verbs that give names to things; without an agent their quotation is a name.
NAMING = lemmas(
    "call name dub codename nickname title entitle headline term know style label brand christen baptise baptize"
)
#: Of these, the ones that never report speech.
TITLING = lemmas("codename nickname title entitle headline christen baptise baptize know")
#: Verbs that report only in set phrases ("as X put it", "X went on").
PUT = lemmas("put say describe call phrase tell write note observe warn argue remark tweet joke quip term")

#: Nouns for what is said or written.
SPEECH_NOUNS = lemmas(
    "call plea warning letter statement promise speech comment remark appeal demand claim assertion "
    "accusation allegation charge threat pledge vow description suggestion hint insistence declaration "
    "announcement message tweet post interview address telegram note cable communique communiqué question "
    "answer reply response argument complaint criticism praise talk word boast prediction forecast hope "
    "verdict view opinion judgement judgment proposal offer request invitation denial admission apology "
    "joke quip jibe taunt insult reference contention belief conviction reassurance assurance memoir "
    "article op-ed column essay report resolution document testimony condemnation denunciation dismissal "
    "protest objection characterisation characterization depiction portrayal assessment commitment "
    "readiness willingness desire wish intention aim goal determination refusal rejection ultimatum "
    "tirade outburst rebuke attack diatribe salvo rant sermon lecture toast eulogy tribute confession "
    "revelation acknowledgement acknowledgment concession observation conclusion explanation excuse "
    "justification defence defense mantra refrain slogan formula metaphor phrase motto dictum maxim "
    "undertaking oath guarantee advice reminder urging exhortation entreaty submission manifesto "
    "pronouncement utterance broadcast telecast press-release memo memorandum"
)
#: Written or recorded speech: as a subject it speaks for whoever issued it.
DOCUMENTS = lemmas(
    "letter statement note cable communique communiqué memo memorandum report document resolution "
    "declaration text message tweet post article op-ed column essay paper book memoir telegram speech "
    "address email e-mail dispatch editorial commentary decree protest warning appeal plea manifesto "
    "release study review petition brief motion leaflet circular pamphlet diary"
)
#: Common nouns that can speak.
SPEAKERS = lemmas(
    "official minister president premier chancellor ambassador envoy diplomat spokesman spokeswoman "
    "spokesperson leader chief head general commander senator congressman congresswoman lawmaker "
    "legislator mp deputy secretary adviser advisor aide analyst expert critic opponent supporter source "
    "observer historian professor scholar economist commentator witness resident activist campaigner "
    "candidate king queen prince emir sultan sheikh ayatollah pope patriarch bishop judge prosecutor "
    "lawyer officer soldier admiral colonel captain governor mayor chairman chairwoman chair director "
    "negotiator mediator delegate representative counterpart successor predecessor ally rival ministry "
    "government embassy army military navy kremlin parliament senate congress council commission agency "
    "administration cabinet office department bureau party opposition authority union alliance bloc "
    "organisation organization group command guard force team delegation side campaign bank fund court "
    "committee presidency palace newspaper magazine outlet daily paper broadcaster veteran hawk dove "
    "insider figure politician statesman nationalist dissident protester student trader farmer fisherman "
    "driver worker boss executive founder author writer columnist man woman people someone friend "
    "colleague host guest visitor partner speaker who they everyone many some neoconservative liberal "
    "conservative democrat republican industrialist investor consul attache attaché marshal strategist "
    "researcher fellow specialist academic investigator inspector monitor peacekeeper pilot fighter rebel "
    "militant capital junta regime republic kingdom country nation media medium royal survivor victim "
    "negotiators villager ambassador envoy rebel resident refugee elder"
)
#: Those told something for print, who are no party.
PRESS = lemmas(
    "reporter journalist newspaper interviewer correspondent press audience crowd conference rally "
    "channel network television radio agency daily magazine"
)
#: Prepositions under a verb of speech that give the occasion, not the words.
OCCASION = lemmas(
    "at after before during since until near inside outside upon amid over across under through following"
)
