FROM runtime AS local
RUN apk add openssh
CMD ["/usr/sbin/sshd", "-D"]
