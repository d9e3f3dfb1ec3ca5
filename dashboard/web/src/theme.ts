import type { GlobalThemeOverrides } from 'naive-ui'

/** Naive UI in the colours of `style.css`: grey controls on a grey ground, so that only alarms have a hue. */
export const darkDutyRoom: GlobalThemeOverrides = {
  common: {
    bodyColor: '#16181b',
    cardColor: '#1e2125',
    modalColor: '#24282d',
    popoverColor: '#2a2e33',
    inputColor: '#16181b',
    borderColor: '#464c54',
    textColorBase: '#e3e6ea',
    textColor1: '#f1f3f5',
    textColor2: '#d5d9de',
    textColor3: '#a7aeb7',
    placeholderColor: '#979ea8',
    primaryColor: '#c7ccd3',
    primaryColorHover: '#e3e6ea',
    primaryColorPressed: '#a7aeb7',
    primaryColorSuppl: '#c7ccd3',
    fontFamily: 'var(--font)',
    fontSizeMedium: '15px',
    borderRadius: '4px',
  },
  Input: {
    border: '1px solid #6b727c',
    borderHover: '1px solid #979ea8',
    borderFocus: '1px solid #e3e6ea',
    color: '#16181b',
    colorFocus: '#16181b',
  },
  Button: {
    textColorPrimary: '#16181b',
    textColorHoverPrimary: '#16181b',
    textColorPressedPrimary: '#16181b',
    textColorFocusPrimary: '#16181b',
    fontWeight: '500',
  },
}
