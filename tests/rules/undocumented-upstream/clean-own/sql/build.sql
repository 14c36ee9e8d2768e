CREATE TABLE demographics_vendor AS SELECT 1 AS postcode;
