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
  exitThisPage: {
    i18n: {
      activated: "正在离开",
      timedOut: "已取消快速离开",
      pressTwoMoreTimes: "再按两次Shift键离开",
      pressOneMoreTime: "再按一次Shift键离开",
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
