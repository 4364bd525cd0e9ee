"""How people tell a clinic days and times, and what each means on Monday, March 2, 2026 at nine: the grammar as a table.

A line: what is said | the day or range of days, the time or range of times; alternatives are joined by "or".
"""

DAYS_EN = """
tomorrow | 2026-03-03
tomorow works | 2026-03-03
day after tomorrow | 2026-03-04
two days after tomorrow | 2026-03-05
the day before yesterday | 2026-02-28
a week from today | 2026-03-09
a week from tomorrow | 2026-03-10
two weeks from tomorrow | 2026-03-17
a week from Tuesday | 2026-03-10
a week from next Tuesday | 2026-03-17
a week after next Tuesday | 2026-03-17
Tuesday week | 2026-03-10
a week on Thursday | 2026-03-12
a week this Friday | 2026-03-13
two weeks from Thursday | 2026-03-19
three days from Friday | 2026-03-09
this coming Thursday | 2026-03-05
this Thursday | 2026-03-05
coming Thursday please | 2026-03-05
Thursday this week | 2026-03-05
on the Thursday of next week | 2026-03-12
next week Thursday | 2026-03-12
next week on Thursday | 2026-03-12
next Thursday | 2026-03-12
Thursday after next | 2026-03-19
the Thursday after next | 2026-03-19
the week after next | 2026-03-16/2026-03-22
in three weeks | 2026-03-23
in about three weeks | 2026-03-23
in 3 weeks' time | 2026-03-23
three weeks out | 2026-03-23
three weeks from now | 2026-03-23
in ten days | 2026-03-12
in a month | 2026-04-02
in a couple of days | 2026-03-04
in a fortnight | 2026-03-16
a fortnight from today | 2026-03-16
in a year | 2027-03-02
in a week and a half | 2026-03-12
in two and a half weeks | 2026-03-19
within two weeks | 2026-03-03/2026-03-16
within the next ten days | 2026-03-03/2026-03-12
the next few days | 2026-03-03/2026-03-05
in the next couple of weeks | 2026-03-03/2026-03-16
over the coming two weeks | 2026-03-03/2026-03-16
less than three weeks from now | 2026-03-02/2026-03-23
more than two weeks from now | 2026-03-16/2026-05-15
at least two weeks out | 2026-03-16/2026-05-15
no sooner than next week | 2026-03-09/2026-05-08
the first Monday of next month | 2026-04-06
first Monday in April | 2026-04-06
the last Friday of the month | 2026-03-27
last Friday in April | 2026-04-24
the second Tuesday of May | 2026-05-12
the third Wednesday of this month | 2026-03-18
the first week of April | 2026-03-30/2026-04-05
the last week of March | 2026-03-23/2026-03-29
Friday of the first week of April | 2026-04-03
first week of April on Friday | 2026-04-03
the second week of April | 2026-04-06/2026-04-12
the first of April | 2026-04-01
April first | 2026-04-01
on the 1st | 2026-04-01
the twenty-third | 2026-03-23
the twenty third of the month | 2026-03-23
the 4th of next month | 2026-04-04
twenty-first of April | 2026-04-21
April the twenty-first | 2026-04-21
the last day of the month | 2026-03-31
last day of April | 2026-04-30
end of the month | 2026-03-21/2026-03-31
the end of April | 2026-04-21/2026-04-30
beginning of April | 2026-04-01/2026-04-10
early April | 2026-04-01/2026-04-10
the middle of April | 2026-04-11/2026-04-20
mid-April | 2026-04-11/2026-04-20
towards the end of next month | 2026-04-21/2026-04-30
end of the week | 2026-03-05/2026-03-08
early next week | 2026-03-09/2026-03-11
later this week | 2026-03-02/2026-03-08
late next week | 2026-03-12/2026-03-15
the middle of next week | 2026-03-11/2026-03-13
the weekend | 2026-03-07/2026-03-08
next weekend | 2026-03-14/2026-03-15
from Tuesday to Thursday | 2026-03-03/2026-03-05
between Tuesday and Thursday | 2026-03-03/2026-03-05
Tuesday through Thursday | 2026-03-03/2026-03-05
Tuesday thru Friday | 2026-03-03/2026-03-06
from April 3 to April 7 | 2026-04-03/2026-04-07
from April 3 to 7 | 2026-04-03/2026-04-07
from the 3rd to the 7th of April | 2026-04-03/2026-04-07
3rd to 7th of April | 2026-04-03/2026-04-07
between the 3rd and the 7th of April | 2026-04-03/2026-04-07
April between 3 and 7 | 2026-04-03/2026-04-07
April 3rd through the 7th | 2026-04-03/2026-04-07
from 3 to April 7 | 2026-04-03/2026-04-07
between the 10th and the 14th | 2026-03-10/2026-03-14
from April to June | 2026-04-01/2026-06-30
between now and Friday | 2026-03-02/2026-03-06
from today until Friday | 2026-03-02/2026-03-06
from now till the end of the week | 2026-03-02/2026-03-08
before Friday | 2026-03-02/2026-03-05
by Friday | 2026-03-02/2026-03-06
no later than Friday | 2026-03-02/2026-03-06
until March 20 | 2026-03-02/2026-03-20
before the 20th | 2026-03-02/2026-03-19
before the end of the month | 2026-03-02/2026-03-31
by the end of next week | 2026-03-02/2026-03-15
after Friday | 2026-03-07/2026-05-05
after the 15th | 2026-03-16/2026-05-14
any day after March 15 | 2026-03-16/2026-05-14
after next week | 2026-03-16/2026-05-14
after April | 2026-05-01/2026-06-29
from March 15 on | 2026-03-15/2026-05-14
starting March 15 | 2026-03-15/2026-05-14
March 15 or later | 2026-03-15/2026-05-14
March 15 onwards | 2026-03-15/2026-05-14
not before March 15 | 2026-03-15/2026-05-14
sometime in April | 2026-04-01/2026-04-30
in April of next year | 2027-04-01/2027-04-30
April 2027 | 2027-04-01/2027-04-30
next April | 2026-04-01/2026-04-30
next month | 2026-04-01/2026-04-30
this month | 2026-03-01/2026-03-31
the following month | 2026-04-01/2026-04-30
next year | 2027-01-01/2027-12-31
Apr. 5th | 2026-04-05
5 Apr | 2026-04-05
5-Apr-2026 | 2026-04-05
04/05/2026 | 2026-04-05
4/5 | 2026-04-05
4-5-26 | 2026-04-05
4.5.2026 | 2026-04-05
2026/04/05 | 2026-04-05
April 5, 2026 | 2026-04-05
the 5th of April 2026 | 2026-04-05
Sunday April 5 | 2026-04-05
Sunday, the 5th of April | 2026-04-05
Sun 4/5 | 2026-04-05
wed the 11th | 2026-03-11
on Mon | 2026-03-09
Christmas Eve | 2026-12-24
on Christmas day | 2026-12-25
New Year's Eve | 2026-12-31
Thanksgiving | 2026-11-26
the day after Thanksgiving | 2026-11-27
the day before Christmas | 2026-12-24
the week after Christmas | 2026-12-28/2027-01-03
Easter | 2026-04-05
Easter Monday | 2026-04-06
Good Friday | 2026-04-03
Mother's Day | 2026-05-10
Father's Day | 2026-06-21
Memorial Day | 2026-05-25
Labor Day | 2026-09-07
Columbus Day | 2026-10-12
Veterans Day | 2026-11-11
the Fourth of July | 2026-07-04
MLK day | 2027-01-18
Presidents' Day | 2027-02-15
St. Patrick's Day | 2026-03-17
Juneteenth | 2026-06-19
Black Friday | 2026-11-27
in three business days | 2026-03-05
within five business days | 2026-03-03/2026-03-09
the next two working days | 2026-03-03/2026-03-04
in one business day | 2026-03-03
around March 20 | 2026-03-20
about the 20th | 2026-03-20
Monday or Tuesday of next week | 2026-03-09 or 2026-03-10
this week or next | 2026-03-02/2026-03-15
any day but Friday | 2026-03-03/2026-03-05
Tuesday morning or Wednesday afternoon | 2026-03-03 or 2026-03-04 08:00/12:00 or 12:00/17:00
sat or sun | 2026-03-07 or 2026-03-08
I could do the 5th or the 6th | 2026-03-05 or 2026-03-06
the same day next week | 2026-03-09
today | 2026-03-02
sometime today | 2026-03-02
tonight | 2026-03-02 16:00/20:00
two weeks ago | 2026-02-16
last Friday | 2026-02-27
in two Fridays | 2026-03-13
the Friday after that | 2026-03-06
in 4 to 6 weeks | 2026-03-30/2026-04-13
in 2-3 weeks | 2026-03-16/2026-03-23
two or three weeks from now | 2026-03-16/2026-03-23
within two to three days | 2026-03-04/2026-03-05
in a week or two | 2026-03-09/2026-03-16
in a month or so | 2026-04-02
in six months' time | 2026-09-02
the week of the 16th | 2026-03-16/2026-03-22
the weekend of the 14th | 2026-03-14/2026-03-15
the month of April | 2026-04-01/2026-04-30
all of next week | 2026-03-09/2026-03-15
any day next week | 2026-03-09/2026-03-15
sometime next week | 2026-03-09/2026-03-15
any time in the next month | 2026-04-01/2026-04-30
this spring | 2026-03-20/2026-06-19
in the summer | 2026-06-21/2026-09-20
in the fall | 2026-09-23/2026-12-22
in 2027 | 2027-01-01/2027-12-31
April-June | 2026-04-01/2026-06-30
10/1-10/7 | 2026-10-01/2026-10-07
4/1 to 4/15 | 2026-04-01/2026-04-15
from 4/1 through 4/15 | 2026-04-01/2026-04-15
April 1 - 15 | 2026-04-01/2026-04-15
April 1st to the 15th | 2026-04-01/2026-04-15
3-5 April | 2026-04-03/2026-04-05
the 3rd through the 5th | 2026-03-03/2026-03-05
3rd-5th of April | 2026-04-03/2026-04-05
from Monday the 9th to Friday the 13th | 2026-03-09/2026-03-13
from Monday March 9 to Friday March 13 | 2026-03-09/2026-03-13
from tomorrow to Friday | 2026-03-03/2026-03-06
tomorrow through Friday | 2026-03-03/2026-03-06
next Monday to Wednesday | 2026-03-09/2026-03-11
Monday to Wednesday next week | 2026-03-09/2026-03-11
the rest of the month | 2026-03-02/2026-03-31
the rest of this week | 2026-03-02/2026-03-08
before the end of April | 2026-03-02/2026-04-30
by the end of the month | 2026-03-02/2026-03-31
by next Friday | 2026-03-02/2026-03-13
before next Friday | 2026-03-02/2026-03-12
any time before April 10 | 2026-03-02/2026-04-09
after April 10th | 2026-04-11/2026-06-09
after the 10th of April | 2026-04-11/2026-06-09
some time after Easter | 2026-04-06/2026-06-04
later than April 10 | 2026-04-11/2026-06-09
later than April | 2026-05-01/2026-06-29
on or after April 10 | 2026-04-10/2026-06-09
on or before April 10 | 2026-03-02/2026-04-10
from April 10th onwards | 2026-04-10/2026-06-09
from next week on | 2026-03-09/2026-05-08
starting next week | 2026-03-09/2026-05-08
starting from tomorrow | 2026-03-03/2026-05-02
beginning April 10 | 2026-04-10/2026-06-09
as of April 10 | 2026-04-10/2026-06-09
no earlier than April 10 | 2026-04-10/2026-06-09
April 10th or sooner | 2026-03-02/2026-04-10
Monday at the latest | 2026-03-02/2026-03-09
up to April 10 | 2026-03-02/2026-04-10
early in the week | 2026-03-02/2026-03-04
early in the month | 2026-03-01/2026-03-10
late in April | 2026-04-21/2026-04-30
late April | 2026-04-21/2026-04-30
late next month | 2026-04-21/2026-04-30
the first half of April | 2026-04-01/2026-04-15
the first few days of April | 2026-04-01/2026-04-03
the last few days of April | 2026-04-28/2026-04-30
second half of next month | 2026-04-16/2026-04-30
the third week of next month | 2026-04-13/2026-04-19
tomorrow from 8am to 4pm | 2026-03-03 08:00/16:00
from 8am to 4pm tomorrow | 2026-03-03 08:00/16:00
between 8 and 10 tomorrow morning | 2026-03-03 08:00/10:00
Friday 8-12 | 2026-03-06 08:00/12:00
Friday, 8 to 12 | 2026-03-06 08:00/12:00
Wed 2pm-4pm | 2026-03-04 14:00/16:00
tonight between 6 and 8 | 2026-03-02 18:00/20:00
after 3 on Friday | 2026-03-06 15:00/20:00
before 10 tomorrow | 2026-03-03 00:00/10:00
tomorrow by 5 pm | 2026-03-03 00:00/17:00
the night of the 5th | 2026-03-05 16:00/20:00
on the evening of March 5th | 2026-03-05 16:00/20:00
Friday at night | 2026-03-06 16:00/20:00
in the morning on Friday | 2026-03-06 08:00/12:00
Friday in the early afternoon | 2026-03-06 12:00/14:30
Tuesday lunchtime | 2026-03-03 11:00/13:00
first thing Tuesday | 2026-03-03 08:00/10:00
first thing tomorrow | 2026-03-03 08:00/10:00
early on Tuesday | 2026-03-03 08:00/10:00
early tomorrow | 2026-03-03 08:00/10:00
late on Tuesday | 2026-03-03 14:30/17:00
late Tuesday | 2026-03-03 14:30/17:00
Tuesday at the end of the day | 2026-03-03 16:00/20:00
end of day tomorrow | 2026-03-03 16:00/20:00
in the next two hours | 2026-03-02 09:00/11:00
within the next 3 hours | 2026-03-02 09:00/12:00
within an hour | 2026-03-02 09:00/10:00
rest of the day | 2026-03-02 09:00/20:00
Tuesday March 3 at 4:45 p.m. | 2026-03-03 16:45
at 16:45 on March 3rd | 2026-03-03 16:45
3/3 at 4:45 | 2026-03-03 16:45
3/3/2026 4:45pm | 2026-03-03 16:45
2026-03-03 16:45:30 | 2026-03-03 16:45
a quarter to five on Tuesday | 2026-03-03 16:45
Tuesday at noon | 2026-03-03 12:00
noon on Tuesday | 2026-03-03 12:00
midday Tuesday | 2026-03-03 12:00
Tuesday midnight | 2026-03-03 00:00
five o'clock today | 2026-03-02 17:00
today at five-ish | 2026-03-02 17:00
tomorrow, say around half past two | 2026-03-03 14:30
tomorrow at half past three | 2026-03-03 15:30
Tuesday at nine fifteen | 2026-03-03 09:15
Thursday morning around ten | 2026-03-05 10:00
Thursday between 9 and 11 | 2026-03-05 09:00/11:00
9 to 11 on Thursday | 2026-03-05 09:00/11:00
the first Monday of next month at 2 | 2026-04-06 14:00
April 5th in the afternoon | 2026-04-05 12:00/17:00
next Thursday before noon | 2026-03-12 00:00/12:00
Friday night at 8 | 2026-03-06 20:00
2pm tomorrow | 2026-03-03 14:00
at 3 tomorrow afternoon | 2026-03-03 15:00
3:30 this Friday | 2026-03-06 15:30
a week from Tuesday at 10am | 2026-03-10 10:00
the morning of the 12th | 2026-03-12 08:00/12:00
early Thursday morning | 2026-03-05 08:00/10:00
late Friday afternoon | 2026-03-06 14:30/17:00
Wed afternoon | 2026-03-04 12:00/17:00
Thursday after work | 2026-03-05 16:00/20:00
from 2 to 4 on March 12 | 2026-03-12 14:00/16:00
March 12 from 2 to 4 | 2026-03-12 14:00/16:00
Mar 12, 2-4pm | 2026-03-12 14:00/16:00
today at noon | 2026-03-02 12:00
this evening at 5 | 2026-03-02 17:00
"""
DAYS_ES = """
mañana | 2026-03-03
mañana mismo | 2026-03-03
pasado mañana | 2026-03-04
anteayer | 2026-02-28
dentro de una semana | 2026-03-09
de hoy en ocho días | 2026-03-09
en una semana | 2026-03-09
dentro de tres semanas | 2026-03-23
en tres semanas | 2026-03-23
de aquí a tres semanas | 2026-03-23
en quince días | 2026-03-17
en unos días | 2026-03-05
en un par de días | 2026-03-04
en un mes | 2026-04-02
en mes y medio | 2026-04-17
en una semana y media | 2026-03-12
tres días a partir de mañana | 2026-03-06
dos semanas después del martes | 2026-03-17
una semana después del jueves | 2026-03-12
hace dos semanas | 2026-02-16
hace tres días | 2026-02-27
el jueves | 2026-03-05
este jueves | 2026-03-05
el jueves que viene | 2026-03-12
el próximo jueves | 2026-03-12
el jueves próximo | 2026-03-12
el jueves de esta semana | 2026-03-05
el jueves de la semana que viene | 2026-03-12
la semana que viene el jueves | 2026-03-12
el jueves de la próxima semana | 2026-03-12
el jueves de la semana siguiente | 2026-03-12
el jueves pasado | 2026-02-26
la semana pasada | 2026-02-23/2026-03-01
la próxima semana | 2026-03-09/2026-03-15
la semana próxima | 2026-03-09/2026-03-15
la semana entrante | 2026-03-09/2026-03-15
esta semana | 2026-03-02/2026-03-08
dentro de dos jueves | 2026-03-12
el primer lunes de abril | 2026-04-06
el primer lunes del próximo mes | 2026-04-06
el primer lunes del mes que viene | 2026-04-06
el último viernes del mes | 2026-03-27
el último viernes de abril | 2026-04-24
el segundo martes de mayo | 2026-05-12
el tercer miércoles de este mes | 2026-03-18
la primera semana de abril | 2026-03-30/2026-04-05
la última semana de marzo | 2026-03-23/2026-03-29
el viernes de la primera semana de abril | 2026-04-03
el primero de abril | 2026-04-01
el 1 de abril | 2026-04-01
el uno de abril | 2026-04-01
el veintitrés | 2026-03-23
el día veintitrés | 2026-03-23
el 4 del próximo mes | 2026-04-04
el 4 del mes que viene | 2026-04-04
el cinco de abril de 2026 | 2026-04-05
5 de abril del 2026 | 2026-04-05
cinco de abril de dos mil veintiséis | 2026-04-05
domingo 5 de abril | 2026-04-05
domingo, 5 de abril | 2026-04-05
5/4 | 2026-04-05
5/4/2026 | 2026-04-05
05-04-2026 | 2026-04-05
5.4.2026 | 2026-04-05
5 abr | 2026-04-05
abril 5 | 2026-04-05
el último día del mes | 2026-03-31
el último día de abril | 2026-04-30
a finales de mes | 2026-03-21/2026-03-31
a fin de mes | 2026-03-21/2026-03-31
a finales de abril | 2026-04-21/2026-04-30
a principios de abril | 2026-04-01/2026-04-10
a primeros de abril | 2026-04-01/2026-04-10
a mediados de abril | 2026-04-11/2026-04-20
a principios de la semana que viene | 2026-03-09/2026-03-11
a mediados de la próxima semana | 2026-03-11/2026-03-13
el fin de semana | 2026-03-07/2026-03-08
el próximo fin de semana | 2026-03-14/2026-03-15
este finde | 2026-03-07/2026-03-08
de martes a jueves | 2026-03-03/2026-03-05
del martes al jueves | 2026-03-03/2026-03-05
entre el martes y el jueves | 2026-03-03/2026-03-05
desde el martes hasta el jueves | 2026-03-03/2026-03-05
del 3 al 7 de abril | 2026-04-03/2026-04-07
entre el 3 y el 7 de abril | 2026-04-03/2026-04-07
del 3 de abril al 7 de abril | 2026-04-03/2026-04-07
desde el 3 hasta el 7 de abril | 2026-04-03/2026-04-07
entre el 10 y el 14 | 2026-03-10/2026-03-14
del 10 al 14 | 2026-03-10/2026-03-14
de abril a junio | 2026-04-01/2026-06-30
entre abril y junio | 2026-04-01/2026-06-30
de hoy al viernes | 2026-03-02/2026-03-06
desde hoy hasta el viernes | 2026-03-02/2026-03-06
antes del viernes | 2026-03-02/2026-03-05
hasta el viernes | 2026-03-02/2026-03-06
a más tardar el viernes | 2026-03-02/2026-03-06
antes del 20 | 2026-03-02/2026-03-19
antes de fin de mes | 2026-03-02/2026-03-31
después del viernes | 2026-03-07/2026-05-05
después del 15 | 2026-03-16/2026-05-14
después de abril | 2026-05-01/2026-06-29
a partir del 15 de marzo | 2026-03-15/2026-05-14
desde el 15 de marzo | 2026-03-15/2026-05-14
del 15 en adelante | 2026-03-15/2026-05-14
el 15 de marzo o después | 2026-03-15/2026-05-14
los próximos tres días | 2026-03-03/2026-03-05
en los próximos diez días | 2026-03-03/2026-03-12
en las próximas dos semanas | 2026-03-03/2026-03-16
las siguientes dos semanas | 2026-03-03/2026-03-16
en abril | 2026-04-01/2026-04-30
en abril del próximo año | 2027-04-01/2027-04-30
abril del año que viene | 2027-04-01/2027-04-30
abril de 2027 | 2027-04-01/2027-04-30
el próximo mes | 2026-04-01/2026-04-30
el mes que viene | 2026-04-01/2026-04-30
este mes | 2026-03-01/2026-03-31
el próximo año | 2027-01-01/2027-12-31
el año que viene | 2027-01-01/2027-12-31
el lun | 2026-03-09
mar o jue | 2026-03-03 or 2026-03-05
el mié | 2026-03-04
mié 11 | 2026-03-11
vie 6 mar | 2026-03-06
sáb 4 de abr | 2026-04-04
15 ene | 2027-01-15
3 de feb. | 2027-02-03
el martes o el jueves | 2026-03-03 or 2026-03-05
Nochebuena | 2026-12-24
el día de Navidad | 2026-12-25
el día después de Navidad | 2026-12-26
Año Nuevo | 2027-01-01
Nochevieja | 2026-12-31
Semana Santa | 2026-03-30/2026-04-05
Viernes Santo | 2026-04-03
Domingo de Pascua | 2026-04-05
Día de Reyes | 2027-01-06
el Día de la Madre | 2026-05-10
el Día del Padre | 2026-06-21
el Día del Trabajo | 2026-09-07
Día de Acción de Gracias | 2026-11-26
el 4 de julio | 2026-07-04
Halloween | 2026-10-31
Día de los Muertos | 2026-11-02
Cinco de Mayo | 2026-05-05
en tres días hábiles | 2026-03-05
en dos días laborables | 2026-03-04
los próximos dos días hábiles | 2026-03-03/2026-03-04
alrededor del 20 de marzo | 2026-03-20
hacia el 20 | 2026-03-20
lunes o martes de la próxima semana | 2026-03-09 or 2026-03-10
hoy | 2026-03-02
hoy mismo | 2026-03-02
hoy en la tarde | 2026-03-02 12:00/17:00
esta tarde | 2026-03-02 12:00/17:00
esta noche | 2026-03-02 16:00/20:00
en dos días | 2026-03-04
el mes pasado | 2026-02-01/2026-02-28
el resto de la semana | 2026-03-02/2026-03-08
el 15 de este mes | 2026-03-15
el quince de marzo | 2026-03-15
el lunes que viene | 2026-03-09
el próximo lunes 9 de marzo | 2026-03-09
lunes 9 | 2026-03-09
de lunes a viernes | 2026-03-09/2026-03-13
en 4 a 6 semanas | 2026-03-30/2026-04-13
en dos o tres semanas | 2026-03-16/2026-03-23
dentro de dos a tres días | 2026-03-04/2026-03-05
en una o dos semanas | 2026-03-09/2026-03-16
la semana del 16 | 2026-03-16/2026-03-22
el mes de abril | 2026-04-01/2026-04-30
cualquier día de la próxima semana | 2026-03-09/2026-03-15
toda la semana que viene | 2026-03-09/2026-03-15
en primavera | 2026-03-20/2026-06-19
este verano | 2026-06-21/2026-09-20
en 2027 | 2027-01-01/2027-12-31
abril-junio | 2026-04-01/2026-06-30
del 1/4 al 15/4 | 2026-04-01/2026-04-15
1 al 15 de abril | 2026-04-01/2026-04-15
del lunes 9 al viernes 13 | 2026-03-09/2026-03-13
del lunes 9 de marzo al viernes 13 de marzo | 2026-03-09/2026-03-13
de mañana al viernes | 2026-03-03/2026-03-06
desde mañana hasta el viernes | 2026-03-03/2026-03-06
de lunes a miércoles de la próxima semana | 2026-03-09/2026-03-11
el resto del mes | 2026-03-02/2026-03-31
antes de finales de abril | 2026-03-02/2026-04-30
para fin de mes | 2026-03-21/2026-03-31
antes del próximo viernes | 2026-03-02/2026-03-12
antes del 10 de abril | 2026-03-02/2026-04-09
después del 10 de abril | 2026-04-11/2026-06-09
después de Semana Santa | 2026-04-06/2026-06-04
a partir del lunes | 2026-03-09/2026-05-08
a partir de la próxima semana | 2026-03-09/2026-05-08
desde la semana que viene | 2026-03-09/2026-05-08
a partir de mañana | 2026-03-03/2026-05-02
hasta el 10 de abril | 2026-03-02/2026-04-10
hasta fin de mes | 2026-03-02/2026-03-31
a principios de mes | 2026-03-01/2026-03-10
a finales de la próxima semana | 2026-03-12/2026-03-15
la primera quincena de abril | 2026-04-01/2026-04-15
la segunda quincena de abril | 2026-04-16/2026-04-30
la tercera semana del próximo mes | 2026-04-13/2026-04-19
los primeros días de abril | 2026-04-01/2026-04-10
los últimos días de abril | 2026-04-21/2026-04-30
mañana de 8 a 4 | 2026-03-03 08:00/16:00
mañana de ocho a diez de la mañana | 2026-03-03 08:00/10:00
el viernes de 8 a 12 | 2026-03-06 08:00/12:00
de 2pm a 4pm el miércoles | 2026-03-04 14:00/16:00
esta noche entre las 6 y las 8 | 2026-03-02 18:00/20:00
el viernes después de las 3 | 2026-03-06 15:00/20:00
mañana antes de las 10 | 2026-03-03 00:00/10:00
mañana hasta las 5 de la tarde | 2026-03-03 00:00/17:00
la noche del 5 | 2026-03-05 16:00/20:00
la noche del viernes | 2026-03-06 16:00/20:00
en la tarde del martes | 2026-03-03 12:00/17:00
por la mañana el viernes | 2026-03-06 08:00/12:00
el viernes por la mañana temprano | 2026-03-06 08:00/10:00
el martes a la hora de comer | 2026-03-03 11:00/13:00
el martes a primera hora | 2026-03-03 08:00/10:00
mañana a primera hora | 2026-03-03 08:00/10:00
mañana temprano | 2026-03-03 08:00/10:00
el martes al final del día | 2026-03-03 16:00/20:00
en las próximas dos horas | 2026-03-02 09:00/11:00
el resto del día | 2026-03-02 09:00/20:00
el martes 3 de marzo a las 4:45 p.m. | 2026-03-03 16:45
el 3/3 a las 16:45 | 2026-03-03 16:45
3/3/2026 4:45pm | 2026-03-03 16:45
5 de abril, 9:30am | 2026-04-05 09:30
5 de abril 9:30 | 2026-04-05 09:30
viernes 9am | 2026-03-06 09:00
a un cuarto para las cinco el martes | 2026-03-03 16:45
el martes a las cinco menos cuarto | 2026-03-03 16:45
las tres de la tarde de mañana | 2026-03-03 15:00
a las siete esta noche | 2026-03-02 19:00
esta tarde a las 4 | 2026-03-02 16:00
hoy a las siete y media de la noche | 2026-03-02 19:30
mañana a las ocho en punto | 2026-03-03 08:00
mañana al mediodía | 2026-03-03 12:00
a medianoche del viernes | 2026-03-06 00:00
el martes a la una y cuarto de la tarde | 2026-03-03 13:15
el martes a las 3 y pico | 2026-03-03 15:00
el martes como a eso de las diez | 2026-03-03 10:00
pasado mañana por la tarde | 2026-03-04 12:00/17:00
la mañana del 12 de marzo | 2026-03-12 08:00/12:00
el 12 de marzo en la mañana | 2026-03-12 08:00/12:00
mañana a las tres y media | 2026-03-03 15:30
mañana por la mañana | 2026-03-03 08:00/12:00
mañana en la tarde | 2026-03-03 12:00/17:00
el martes a las nueve y cuarto | 2026-03-03 09:15
el jueves por la mañana como a las diez | 2026-03-05 10:00
el jueves entre las 9 y las 11 | 2026-03-05 09:00/11:00
de 9 a 11 el jueves | 2026-03-05 09:00/11:00
el primer lunes del próximo mes a las 2 | 2026-04-06 14:00
el primer lunes de 13:00 a 15:00 del próximo mes | 2026-04-06 13:00/15:00
el 5 de abril por la tarde | 2026-04-05 12:00/17:00
el próximo jueves antes del mediodía | 2026-03-12 00:00/12:00
el viernes a las 8 de la noche | 2026-03-06 20:00
a las 3 de la tarde del viernes | 2026-03-06 15:00
a las 10 de la mañana del 12 de marzo | 2026-03-12 10:00
de 2 a 4 de la tarde el 12 de marzo | 2026-03-12 14:00/16:00
de las 11:30 a.m. a las 5:30 p.m. el 12 de marzo | 2026-03-12 11:30/17:30
3 pm o más tarde el martes | 2026-03-03 15:00/20:00
9-11 el próximo martes | 2026-03-10 09:00/11:00
pasado mañana al mediodía | 2026-03-04 12:00
hoy a las cinco | 2026-03-02 17:00
temprano esta tarde | 2026-03-02 12:00/16:00
temprano el jueves | 2026-03-05 08:00/10:00
el miércoles en la noche | 2026-03-04 16:00/20:00
la tarde del 12 | 2026-03-12 12:00/17:00
mié a las 9 | 2026-03-04 09:00
"""
TIMES_EN = """
half past three | 15:30
quarter to four | 15:45
a quarter past 10 | 10:15
quarter of nine | 08:45
twenty past nine | 09:20
twenty to ten | 09:40
ten minutes to eleven | 10:50
five after two | 14:05
nine oh five | 09:05
nine fifteen | 09:15
nine fifteen am | 09:15
9.15 am | 09:15
9h15 | 09:15
0915 | 09:15
1430 | 14:30
14h30 | 14:30
at 1430 hours | 14:30
3 o'clock | 15:00
three o'clock in the afternoon | 15:00
eight in the morning | 08:00
8 at night | 20:00
10ish | 10:00
10-ish | 10:00
around ten | 10:00
about 2:30 | 14:30
noon | 12:00
twelve noon | 12:00
at midday | 12:00
12:30 pm | 12:30
midnight | 00:00
10 a.m. | 10:00
10 A M | 10:00
10 in the am | 10:00
2 pm sharp | 14:00
between 9 and 11 | 09:00/11:00
from 9 to 11 am | 09:00/11:00
9-11 | 09:00/11:00
9am-11am | 09:00/11:00
9 to half past 10 | 09:00/10:30
from noon till two | 12:00/14:00
between ten thirty and noon | 10:30/12:00
after 3pm | 15:00/20:00
any time after noon | 12:00/20:00
3 or after | 15:00/20:00
from 3 on | 15:00/20:00
before 10 | 00:00/10:00
10 or earlier | 00:00/10:00
no later than 11 | 00:00/11:00
until 11 | 00:00/11:00
not before 10 | 10:00/20:00
at 10 at the earliest | 10:00/20:00
4 at the latest | 00:00/16:00
in the morning | 08:00/12:00
mornings | 08:00/12:00
first thing | 08:00/10:00
mid morning | 10:00/12:00
late morning | 10:00/12:00
around lunch | 11:00/13:00
lunchtime | 11:00/13:00
early afternoon | 12:00/14:30
late in the afternoon | 14:30/17:00
in the evening | 16:00/20:00
after work | 16:00/20:00
end of the day | 16:00/20:00
end of business | 16:00/20:00
from 2pm for 2 hours | 14:00/16:00
in an hour | 2026-03-02 10:00
in half an hour | 2026-03-02 09:30
in two hours | 2026-03-02 11:00
8:30 in the morning | 08:30
7:56:30 am | 07:56
eight forty | 08:40
eight thirty in the evening | 20:30
three p m | 15:00
3 p.m | 15:00
three in the afternoon | 15:00
twelve thirty | 12:30
12 midnight | 00:00
between noon and two | 12:00/14:00
from half past eight to ten | 08:30/10:00
8 til 10 | 08:00/10:00
four until seven | 16:00/19:00
morning or early afternoon | 08:00/12:00 or 12:00/14:30
9 or 10 | 09:00/10:00
9 or 2 | 09:00 or 14:00
not in the morning | 12:00/20:00
"""
TIMES_ES = """
a las tres y media | 15:30
tres y media de la tarde | 15:30
a las cuatro menos cuarto | 15:45
un cuarto para las cuatro | 15:45
quince para las cuatro | 15:45
veinte para las diez | 09:40
a las diez y cuarto | 10:15
a las nueve y veinte | 09:20
a las nueve y veinte de la mañana | 09:20
a las 9 menos 20 | 08:40
las nueve quince | 09:15
a las 9.15 | 09:15
a las 9:15h | 09:15
9h15 | 09:15
a las 14 horas | 14:00
a las 14:30 | 14:30
a las ocho de la noche | 20:00
a las 8 de la mañana | 08:00
a la una de la tarde | 13:00
a la una y media | 13:30
al mediodía | 12:00
a mediodía | 12:00
a las doce del mediodía | 12:00
a medianoche | 00:00
a las 10 a.m. | 10:00
10 am | 10:00
a las 3 en punto | 15:00
a eso de las diez | 10:00
sobre las diez | 10:00
como a las diez | 10:00
alrededor de las 10 | 10:00
a las 10 más o menos | 10:00
entre las 9 y las 11 | 09:00/11:00
de 9 a 11 | 09:00/11:00
de las 9 a las 11 | 09:00/11:00
desde las 9 hasta las 11 de la mañana | 09:00/11:00
de dos a cuatro de la tarde | 14:00/16:00
entre las diez y media y el mediodía | 10:30/12:00
después de las 3 | 15:00/20:00
a partir de las tres | 15:00/20:00
de las 3 en adelante | 15:00/20:00
a las 3 o más tarde | 15:00/20:00
antes de las 10 | 00:00/10:00
hasta las 11 | 00:00/11:00
no antes de las 10 | 10:00/20:00
a más tardar a las 4 | 00:00/16:00
por la mañana | 08:00/12:00
en la mañana | 08:00/12:00
por las mañanas | 08:00/12:00
a primera hora | 08:00/10:00
a media mañana | 10:00/12:00
temprano en la mañana | 08:00/10:00
a la hora del almuerzo | 11:00/13:00
por la tarde | 12:00/17:00
en la tarde | 12:00/17:00
a última hora de la tarde | 16:00/20:00
por la noche | 16:00/20:00
después del trabajo | 16:00/20:00
al final del día | 16:00/20:00
en una hora | 2026-03-02 10:00
en media hora | 2026-03-02 09:30
dentro de dos horas | 2026-03-02 11:00
a las siete y diez | 07:10
a las ocho cuarenta | 08:40
las ocho y media de la noche | 20:30
a las 12 y media | 12:30
a las tres menos cinco | 14:55
cinco para las tres | 14:55
por ahí de las tres | 15:00
tipo tres | 15:00
a las 15 | 15:00
15:30 horas | 15:30
de nueve a once de la mañana | 09:00/11:00
por la mañana o por la tarde | 08:00/12:00 or 12:00/17:00
a las 9 o a las 2 | 09:00 or 14:00
de las dos en adelante | 14:00/20:00
"""
