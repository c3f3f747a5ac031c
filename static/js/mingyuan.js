// The pages' only script: switches on govuk-frontend's improvements. Every page works without it.
import { initAll } from "../build/govuk-frontend.min.js";

// What govuk-frontend says by itself, in Chinese; its own words are English already.
const chinese = {
  characterCount: {
    i18n: {
      charactersUnderLimit: { other: "还可以输入%{count}个字" },
      charactersAtLimit: "已到字数上限",
      charactersOverLimit: { other: "超出%{count}个字" },
    },
  },
  passwordInput: {
    i18n: {
      showPassword: "显示",
      hidePassword: "隐藏",
      showPasswordAriaLabel: "显示密码",
      hidePasswordAriaLabel: "隐藏密码",
      passwordShownAnnouncement: "密码已显示",
      passwordHiddenAnnouncement: "密码已隐藏",
    },
  },
};

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll({
  ...(document.documentElement.lang.startsWith("zh") ? chinese : {}),
  button: { preventDoubleClick: true },
});

// 快速离开: the screen is blank at once, and the page leaves no step to come back to. By three presses of Esc too, or of
// Shift where nothing is being typed: there it only switches the Chinese keyboard.
const leave = document.querySelector(".ming-leave");
if (leave) {
  const go = (event) => {
    event.preventDefault();
    document.title = "";
    document.body.replaceChildren();
    location.replace(leave.href);
  };
  const pressed = { key: "", times: 0, since: 0 };
  const counts = (event) =>
    !event.isComposing && (event.key === "Escape" || (event.key === "Shift" && !event.target.closest?.("input, textarea")));
  leave.addEventListener("click", go);
  addEventListener("keydown", (event) => {
    if (event.repeat) return;
    const goesOn = counts(event) && event.key === pressed.key && event.timeStamp - pressed.since < 3000;
    pressed.times = goesOn ? pressed.times + 1 : 1;
    if (!goesOn) pressed.since = event.timeStamp;
    pressed.key = counts(event) ? event.key : "";
    if (pressed.key && pressed.times === 3) go(event);
  });
  // a browser that kept the page in memory shows it again without asking us
  addEventListener("pageshow", (event) => {
    if (event.persisted) {
      document.body.replaceChildren();
      location.reload();
    }
  });
}
