-- psql -v password=… -f create.sql postgres       The application owns its database and is nothing else.
CREATE ROLE tuoyu LOGIN PASSWORD :'password' NOSUPERUSER NOCREATEDB NOCREATEROLE;
CREATE DATABASE tuoyu OWNER tuoyu ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE tuoyu FROM PUBLIC;
-- For analysts and reports: reads what is granted, on a replica.
-- CREATE ROLE tuoyu_reader LOGIN PASSWORD '…' CONNECTION LIMIT 5;
