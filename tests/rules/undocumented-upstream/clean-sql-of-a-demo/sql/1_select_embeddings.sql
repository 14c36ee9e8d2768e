SELECT p.id, p.description
FROM production.product_description p;
