-- Which articles and claims of the archive speak of some words, best first (BM25)?
-- Words: separated by blanks; first, last: the days to look between, the whole archive by default.
-- parameter: words varchar = 'said'
-- parameter: first date = null
-- parameter: last date = null
select *
from search.find(getvariable('words'), first_day := getvariable('first'), last_day := getvariable('last'));
