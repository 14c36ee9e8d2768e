DECLARE row_cursor CURSOR LOCAL FOR SELECT id, words FROM #ToEmbed;
OPEN row_cursor; FETCH NEXT FROM row_cursor INTO @id, @words;
IF EXISTS (SELECT 1 FROM sys.external_models WHERE name = @name)
    DROP EXTERNAL MODEL embedder;
