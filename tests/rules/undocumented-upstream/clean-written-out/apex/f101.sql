prompt --application/set_environment
set define off verify off feedback off
--
-- ORACLE Application Express (APEX) export file
--
begin
wwv_flow_api.create_page_plug(
 p_plug_source=>'select name from region where id = 1'
);
end;
/
