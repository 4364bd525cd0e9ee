// Going on by text message: a code is sent to the phone, and told here it lets texts from there into the conversation.

/** Asks for the phone, then for the code. `desk` has `asked`, `conversation`, `language`, and `done` for the end. */
export function goByText(desk, key = "by_text_hint", phone = null) {
  desk.asked.showAside(key, phone ? "code" : "phone", async (told) => {
    try {
      if (phone) {
        await desk.conversation.openDoor(phone, told);
        desk.asked.showAside();
        desk.done();
      } else {
        await desk.conversation.sendCode(told, desk.language);
        goByText(desk, "by_text_code", told);
      }
    } catch ({ status }) {
      if (status === 422) goByText(desk, "by_text_wrong", phone);
      else goByText(desk, "by_text_failed");
    }
  });
}
