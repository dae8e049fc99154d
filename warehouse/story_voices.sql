-- The voices of the articles of one day's stories: their key in the text, and the key they have in the story. A person
-- named by one word in a text is the only fuller name of the story that ends in it, as when claims are compared.
create or replace macro model.story_voices(of_day, first_day) as table
with spoken as (
    select
        member.story_id,
        member.version_id,
        voice.voice,
        voice.voice_group,
        string_split_regex(lower(trim(voice.name)), '\s+') as words
    from raw.story_member as member
    inner join raw.voice as voice on voice.version_id = member.version_id
    where member.day = of_day
        and voice.day between first_day and of_day
),

fuller as (
    select
        story_id,
        words[-1] as surname,
        min(voice) as voice
    from spoken
    where voice_group = 'person'
        and len(words) > 1
    group by story_id, surname
    having count(distinct voice) = 1
)

select distinct
    spoken.story_id,
    spoken.version_id,
    spoken.voice as text_voice,
    coalesce(fuller.voice, spoken.voice) as voice
from spoken
left join fuller
    on fuller.story_id = spoken.story_id
    and fuller.surname = spoken.words[1]
    and len(spoken.words) = 1
    and spoken.voice_group = 'person';
