"""Given names of women in public life, to tell whom "she" and "he" can mean.

Women are the smaller part of those whom the news of states quotes; a name that is not here is left open. Names borne by
both women and men (Andrea, Jean, Kim, Nicola, Sharon) stand here only where nearly all bearers in politics are women.
All in lower case and without accents.
"""

from __future__ import annotations

import unicodedata

_WOMEN = frozenset(
    "agnes aisha albulena aleksandra alena alenka alexandra alice alicia amanda amber amelia amina aminata amy "
    "ana anastasia angela angelina anita anja ann anna annalena anne annegret annemarie anniken antonia arancha "
    "asma astrid atifete audrey aung ayelet barbara beata beatrice beatriz belinda benazir bertha beth betty "
    "bianca bidya bisera brigitte camilla carla carme carmen carol carolina caroline catarina catherine cecilia "
    "celine chandrika charlotte cheryl christiane christine chrystia cindy claire clare claudia condoleezza "
    "corazon corina cristina cynthia dalia danielle deborah delcy denise diana dilma dina dolores dominique donna "
    "dora doris dorothy droupadi edith ekaterina elena elisabeth elisabetta elise elizabeth ella ellen elvira "
    "emily emma epsy erika erna esther eva eveline evelyn ewa fatima fatou fawzia federica fiona florence frances "
    "francisca gabriela geraldine gillian gina giorgia gisele gitte gloria golda gordana grace graciela gro hanan "
    "hanna hannah harriet heather heidi helen helena helga helle hilary hillary hina hope ilze indira ine ines "
    "inga ingrid irina iryna isabel isabella ivanka iveta izabela jacinda jacqueline jadranka jana jane janet "
    "janine jeanine jeanne jelena jennifer jessica jill joanna josefa josephine joyce judith julia julie kaja "
    "kamala karen karin karoline katarina kate katerina katherine kathleen katja katrin kersti khaleda kinga "
    "kirsten klaudia kolinda kristalina kristen kristin larissa laura leila lena lene leonor lilian linda lindiwe "
    "lindsay lisa liz louise lucia luisa lydia madeleine magdalena maia makiko mamata manuela marcela margaret "
    "margarita margot margrethe maria mariam marie marija marina marine marise maritza marta martha mary maryam "
    "maya megan megawati meghan melania melanie mercedes meta mette mia michelle mireya miriam mona monica monika "
    "muriel myriam nadezhda nadia najla naledi nana nancy natalia natalie natasa netumbo ngozi nicole nikki nina "
    "nirmala nkosazana norma oksana olena olga olha orna paetongtarn pamela patricia paula penny petra phumzile "
    "pilar pratibha priti priyanka rachel rama ramona rebecca renata retno rita roberta rosa rose rosemary roza "
    "ruth salome samantha samia sanae sandra sanna sara sarah seema segolene sheikha sheila shirin shirley sigrid "
    "silvia simone simonetta sirimavo sofia sonia sophie soraya stella stephanie suella susan susana sushma suu "
    "svetlana sviatlana sylvie taina tamar tamara tanja tansu tarja tatiana tatyana teresa theresa thorgerdur "
    "tiina tina tsai tulsi tzipi ursula valentina valerie vanessa vera veronica vesna victoria viktoria viola "
    "violeta vivian vjosa wendy xiomara yingluck yoriko yulia yuriko yvette zainab zinaida zubaida zuzana ".split()
)


#: Given names that stand after the family name.
_SECOND = frozenset(
    "geun-hye ing-wen yo-jong son-hui myung-sook kyung-wha chunying ning wan-chin hsiu-chu mi-ae".split()
)


def feminine(name: str) -> bool:
    """True when a full name begins with a woman's given name."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).lower()
    words = plain.split()
    return len(words) > 1 and (words[0] in _WOMEN or words[1] in _SECOND)
