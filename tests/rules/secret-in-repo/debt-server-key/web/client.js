const maps = {
  apiKey: "AIzaSy8W0F7GspJI0sYa2x6SY_eOT3us4blVAUo",
  region: "eu",
};
