-- A row is one version of a source. `gone` says that the bucket no longer holds it; a `converted` row says what the
-- target is made of, so a source has at most one.
alter table image_conversion add column note text;

update image_conversion set status = 'gone'
 where status = 'skipped' and error in ('replaced by a newer version', 'no longer in the bucket');

update image_conversion older set status = 'gone', error = 'replaced by a newer version'
  from image_conversion newer
 where older.status = 'converted' and newer.status = 'converted'
   and newer.bucket = older.bucket and newer.source_key = older.source_key
   and (newer.updated_at, newer.id) > (older.updated_at, older.id);

-- Both in the order in which a bucket lists its keys: a run walks the listing and the rows side by side.
create unique index uq_image_conversion_made_of on image_conversion (bucket, source_key collate "C")
 where status = 'converted';
create unique index uq_image_conversion_made on image_conversion (bucket, target_key collate "C")
 where status = 'converted';

-- Two conversions of one source at once would leave the target to whichever writes last.
create unique index uq_image_conversion_at_work on image_conversion (bucket, source_key) where status = 'converting';
