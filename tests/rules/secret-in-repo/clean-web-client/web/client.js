const firebaseConfig = {
  apiKey: "AIzaSy8W0F7GspJI0sYa2x6SY_eOT3us4blVAUo",
  authDomain: "shop-1.firebaseapp.com",
  projectId: "shop-1",
};
