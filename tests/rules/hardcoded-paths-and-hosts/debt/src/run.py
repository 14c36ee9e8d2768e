import subprocess

subprocess.run("scp a.csv etl@10.0.0.12:/in && cd /srv/shop/repo", shell=True)
