-- Which of the newest articles and claims speak of some words, best first (BM25 over word stems)?
-- parameter: words varchar = 'said'
select *
from search.find(getvariable('words'))
limit 100;
