-- Why a version failed, was skipped or lacks something, by its machine word: screens say it in each language.
alter table image_conversion add column reason jsonb;

-- The list of conversions goes by status, newest first.
create index idx_image_conversion_list on image_conversion (bucket, status, id);
