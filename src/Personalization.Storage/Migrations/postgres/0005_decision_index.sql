-- Ids of decisions are unique as they are made. A unique index would only check that, at more than the price of the row;
-- a batch of which it is not known whether it was committed is compared with what is there instead.
ALTER TABLE decision DROP CONSTRAINT decision_pkey;
CREATE INDEX decision_customer ON decision (customer);
