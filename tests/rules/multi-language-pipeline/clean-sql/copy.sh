cp scores.csv /srv/scores.csv
