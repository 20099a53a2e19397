-- Which WebP was made of which picture.

-- Both in the order in which a bucket lists its keys: a run walks the listing and the rows side by side.
create unique index uq_image_conversion_made_of on image_conversion (bucket, source_key collate "C")
 where status = 'converted';

create unique index uq_image_conversion_made on image_conversion (bucket, target_key collate "C")
 where status = 'converted';

-- Two conversions of one source at once would leave the target to whichever writes last.
create unique index uq_image_conversion_at_work on image_conversion (bucket, source_key) where status = 'converting';
